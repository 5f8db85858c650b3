use std::time::Duration;

use authing_transport::time::{BoxFuture, Sleep};

/// A [`Sleep`] by the timer of the tokio runtime in which it is called, to the millisecond.
///
/// # Panics
///
/// Sleeping panics outside of a tokio runtime, and in one without its timer.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct TokioSleep;

impl TokioSleep {
    /// The timer of the runtime.
    pub fn new() -> Self {
        Self
    }
}

impl Sleep for TokioSleep {
    #[expect(
        clippy::disallowed_methods,
        reason = "everybody else takes a Sleep; this is the real one"
    )]
    fn sleep(&self, duration: Duration) -> BoxFuture {
        Box::pin(tokio::time::sleep(duration))
    }
}
