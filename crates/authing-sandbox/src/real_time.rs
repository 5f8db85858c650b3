use std::time::Duration;

use tokio::time::Instant;

use authing_transport::time::{BoxFuture, Sleep};

/// The timer of the tokio runtime, for what lives in real time: the server, and a clock that runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RealTime;

impl RealTime {
    /// The timer's own time, which stands where a test has paused it.
    pub(crate) fn instant(self) -> Instant {
        Instant::now()
    }
}

impl Sleep for RealTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "everybody else takes a Sleep; this is the real one"
    )]
    fn sleep(&self, duration: Duration) -> BoxFuture {
        Box::pin(tokio::time::sleep(duration))
    }
}
