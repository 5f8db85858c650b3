mod sleep;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
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
    /// While a request is handled that must see one time only.
    held: bool,
}

/// What a clock shows, and whether it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ClockReading {
    pub(crate) now: SystemTime,
    pub(crate) running: bool,
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
        let state = State { at, running, gone: Duration::ZERO, held: false };
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

    /// Sets the clock to a point in time, which may lie in the past, but not before 1970. No time
    /// passes by that for whoever sleeps.
    pub fn set(&self, now: SystemTime) {
        let mut state = self.state();
        state.settle();
        state.at = now.max(SystemTime::UNIX_EPOCH);
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

    /// What is to be kept of the clock.
    pub(crate) fn reading(&self) -> ClockReading {
        let state = self.state();
        ClockReading { now: state.now(), running: state.running.is_some() }
    }

    /// Another clock that goes on from a reading.
    pub(crate) fn at(reading: ClockReading) -> Self {
        let clock = Self::standing();
        clock.put(reading);
        clock
    }

    /// Goes on from a reading.
    pub(crate) fn put(&self, reading: ClockReading) {
        let mut state = self.state();
        state.settle();
        state.at = reading.now;
        state.running = reading.running.then(|| {
            let real = SystemClock::default();
            let at = real.monotonic();
            (real, at)
        });
        drop(state);
        self.moved.notify_waiters();
    }

    /// Shows one time until it is released; what passes meanwhile is not lost.
    pub(crate) fn hold(&self) {
        let mut state = self.state();
        state.settle();
        state.held = true;
    }

    /// Goes on as before it was held.
    pub(crate) fn release(&self) {
        self.state().held = false;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn now(&self) -> SystemTime {
        if self.held { self.at } else { self.at + self.since() }
    }

    /// Takes what has passed in real time into the fixed part.
    fn settle(&mut self) {
        if self.held {
            return;
        }
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
        state.now()
    }

    fn monotonic(&self) -> Duration {
        let state = self.state();
        state.gone + state.since()
    }
}
