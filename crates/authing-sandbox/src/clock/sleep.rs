use std::pin::pin;
use std::time::Duration;

use authing_transport::time::{BoxFuture, Clock as _, Sleep};

use super::SandboxClock;
use crate::real_time::RealTime;

/// A sleep ends when the clock has passed over its end, by being advanced or by running.
///
/// While the clock stands, only [`advance`](SandboxClock::advance) ends it. While the clock runs it
/// takes the timer of a tokio runtime.
///
/// # Panics
///
/// Sleeping while the clock runs panics in a tokio runtime without its timer.
impl Sleep for SandboxClock {
    fn sleep(&self, duration: Duration) -> BoxFuture {
        let clock = self.clone();
        let end = clock.monotonic().saturating_add(duration);
        Box::pin(async move { clock.reach(end).await })
    }
}

impl SandboxClock {
    async fn reach(&self, end: Duration) {
        loop {
            let mut moved = pin!(self.moved.notified());
            // From here on no move is missed.
            moved.as_mut().enable();
            let left = end.saturating_sub(self.monotonic());
            if left.is_zero() {
                return;
            }
            if self.is_running() && tokio::runtime::Handle::try_current().is_ok() {
                tokio::select! {
                    () = RealTime.sleep(left) => return,
                    () = moved => {}
                }
            } else {
                moved.await;
            }
        }
    }
}
