use std::{
    sync::LazyLock,
    time::{Duration, Instant, SystemTime},
};

use super::Clock;

/// The clock of the operating system.
///
/// All values count [`monotonic`](Clock::monotonic) time from the same moment, the first use in
/// the process.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SystemClock;

impl SystemClock {
    /// The clock of the operating system.
    pub fn new() -> Self {
        Self
    }
}

#[expect(clippy::disallowed_methods, reason = "everybody else takes a Clock; this is the real one")]
impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        let start = *START;
        Instant::now().duration_since(start)
    }
}
