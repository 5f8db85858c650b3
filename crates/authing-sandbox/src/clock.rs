mod sleep;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;

use authing_transport::time::{Clock, SystemClock};

/// The clock of a sandbox: it stands still until it is moved, or runs with the real time.
///
/// Clones are handles on the same clock. It is a [`Clock`] and a [`Sleep`], so that the program
/// under test can live in the same time.
///
/// [`Sleep`]: authing_transport::time::Sleep
#[derive(Clone, Debug)]
pub struct SandboxClock {
    state: Arc<Mutex<State>>,
    /// Told whenever the clock was moved, or began to stand or to run.
    moved: Arc<Notify>,
}

#[derive(Debug)]
struct State {
    /// The time when the clock was last set, or began to stand or to run.
    at: SystemTime,
    /// The real clock and its reading at that moment, while the clock runs.
    running: Option<(SystemClock, Duration)>,
    /// How far the clock has gone since it was made, for the monotonic reading.
    gone: Duration,
}

impl SandboxClock {
    /// 2026-03-25 08:00:00 UTC, where a standing clock starts.
    pub const START: Duration = Duration::from_secs(1_774_425_600);

    /// A clock that stands still at [`START`](Self::START).
    pub fn standing() -> Self {
        Self::with(SystemTime::UNIX_EPOCH + Self::START, None)
    }

    /// A clock that runs with the real time.
    pub fn running() -> Self {
        let real = SystemClock::default();
        let (now, reading) = (real.now(), real.monotonic());
        Self::with(now, Some((real, reading)))
    }

    fn with(at: SystemTime, running: Option<(SystemClock, Duration)>) -> Self {
        let state = State { at, running, gone: Duration::ZERO };
        Self { state: Arc::new(Mutex::new(state)), moved: Arc::default() }
    }

    /// Moves the clock forward.
    pub fn advance(&self, duration: Duration) {
        let mut state = self.state();
        state.settle();
        state.at += duration;
        state.gone += duration;
        drop(state);
        self.moved.notify_waiters();
    }

    /// Sets the clock to a point in time, which may lie in the past. No time passes by that for
    /// whoever sleeps.
    pub fn set(&self, now: SystemTime) {
        let mut state = self.state();
        state.settle();
        state.at = now;
    }

    /// Lets the clock run with the real time from where it is.
    pub fn run(&self) {
        let mut state = self.state();
        state.settle();
        let real = SystemClock::default();
        let reading = real.monotonic();
        state.running = Some((real, reading));
        drop(state);
        self.moved.notify_waiters();
    }

    /// Stops the clock where it is.
    pub fn stand(&self) {
        let mut state = self.state();
        state.settle();
        state.running = None;
        drop(state);
        self.moved.notify_waiters();
    }

    /// Whether the clock runs.
    pub fn is_running(&self) -> bool {
        self.state().running.is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes what has passed in real time into the fixed part.
    fn settle(&mut self) {
        let since = self.since();
        self.at += since;
        self.gone += since;
        if let Some((real, reading)) = &mut self.running {
            *reading = real.monotonic();
        }
    }

    fn since(&self) -> Duration {
        self.running
            .as_ref()
            .map(|(real, reading)| real.monotonic().saturating_sub(*reading))
            .unwrap_or_default()
    }
}

impl Clock for SandboxClock {
    fn now(&self) -> SystemTime {
        let state = self.state();
        state.at + state.since()
    }

    fn monotonic(&self) -> Duration {
        let state = self.state();
        state.gone + state.since()
    }
}
