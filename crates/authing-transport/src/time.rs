//! Time and waiting as values that a caller passes in, so that a test can move them by hand.
//!
//! [`SystemClock`] is the real time. [`ManualClock`] and [`ManualSleep`] belong to tests. A
//! [`Sleep`] that really waits needs a runtime, so it comes with the transport that brings one.

mod manual;
mod shared;
mod system;

use std::{
    fmt::Debug,
    pin::Pin,
    time::{Duration, SystemTime},
};

pub use manual::{ManualClock, ManualSleep};
pub use shared::{SharedClock, SharedSleep};
pub use system::SystemClock;

/// Tells the time.
pub trait Clock: Debug + Send + Sync + 'static {
    /// The time of day, which may jump in either direction when somebody sets the clock.
    fn now(&self) -> SystemTime;

    /// The time since some fixed moment, which never goes back.
    ///
    /// Only the difference of two values of the same clock means anything.
    fn monotonic(&self) -> Duration;
}

/// Waits.
pub trait Sleep: Debug + Send + Sync + 'static {
    /// Returns a future that is ready once `duration` has passed since this call.
    ///
    /// Dropping the future ends the wait.
    fn sleep(&self, duration: Duration) -> BoxFuture;
}

/// A future that owns what it needs and can move between threads.
pub type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;
