use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use super::{BoxFuture, Clock, Sleep, SystemClock};

/// A handle on some [`Clock`] that is cheap to clone; the default is the [`SystemClock`].
#[derive(Clone)]
pub struct SharedClock(Arc<dyn Clock>);

/// A handle on some [`Sleep`] that is cheap to clone.
#[derive(Clone)]
pub struct SharedSleep(Arc<dyn Sleep>);

impl SharedClock {
    /// Puts `clock` behind a handle.
    pub fn new(clock: impl Clock) -> Self {
        Self(Arc::new(clock))
    }
}

impl SharedSleep {
    /// Puts `sleep` behind a handle.
    pub fn new(sleep: impl Sleep) -> Self {
        Self(Arc::new(sleep))
    }
}

impl Clock for SharedClock {
    fn now(&self) -> SystemTime {
        self.0.now()
    }

    fn monotonic(&self) -> Duration {
        self.0.monotonic()
    }
}

impl Sleep for SharedSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture {
        self.0.sleep(duration)
    }
}

impl Default for SharedClock {
    fn default() -> Self {
        Self::new(SystemClock::new())
    }
}

impl fmt::Debug for SharedClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedClock").field(&self.0).finish()
    }
}

impl fmt::Debug for SharedSleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedSleep").field(&self.0).finish()
    }
}
