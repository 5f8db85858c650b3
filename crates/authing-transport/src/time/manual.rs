use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime},
};

use super::{BoxFuture, Clock, Sleep};

/// A clock that moves only when told to.
///
/// Clones are handles on the same clock.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use authing_transport::time::{Clock, ManualClock};
///
/// let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), SystemTime::UNIX_EPOCH + Duration::from_secs(60));
/// assert_eq!(clock.monotonic(), Duration::from_secs(60));
/// ```
#[derive(Clone)]
pub struct ManualClock(Arc<Mutex<State>>);

/// A [`Sleep`] that lasts until its [`ManualClock`] has been advanced far enough.
#[derive(Clone, Debug)]
pub struct ManualSleep(ManualClock);

impl ManualClock {
    /// A clock that shows `start` and whose monotonic time is zero.
    #[inline]
    pub fn new(start: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(State {
            now: start,
            monotonic: Duration::ZERO,
            sleepers: Vec::new(),
            next_sleeper: 0,
        })))
    }

    /// Lets `duration` pass, and wakes whoever [sleeps](ManualSleep) no longer than that, the
    /// earliest first.
    ///
    /// # Panics
    ///
    /// If the time of day leaves the range of [`SystemTime`].
    #[inline]
    pub fn advance(&self, duration: Duration) {
        let due = {
            let mut state = self.state();
            state.now += duration;
            state.monotonic = state.monotonic.saturating_add(duration);
            state.take_due()
        };
        // Outside the lock: a waker may run anything.
        for waker in due.into_iter().flatten() {
            waker.wake();
        }
    }

    /// Sets the time of day, forwards or back, as an operator would.
    ///
    /// No time passes by that: monotonic time stays and nobody wakes up.
    #[inline]
    pub fn set(&self, now: SystemTime) {
        self.state().now = now;
    }

    /// How many [`ManualSleep`]s have been started and are neither over nor dropped.
    ///
    /// A test looks at it to know that the code under test has arrived at its wait.
    #[inline]
    pub fn sleepers(&self) -> usize {
        self.state().sleepers.len()
    }

    #[inline]
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    #[inline]
    fn now(&self) -> SystemTime {
        self.state().now
    }

    #[inline]
    fn monotonic(&self) -> Duration {
        self.state().monotonic
    }
}

impl fmt::Debug for ManualClock {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("ManualClock")
            .field("now", &state.now)
            .field("monotonic", &state.monotonic)
            .field("sleepers", &state.sleepers.len())
            .finish()
    }
}

impl ManualSleep {
    /// Sleeps by the time of `clock`.
    #[inline]
    pub fn new(clock: &ManualClock) -> Self {
        Self(clock.clone())
    }
}

impl Sleep for ManualSleep {
    #[inline]
    fn sleep(&self, duration: Duration) -> BoxFuture {
        let mut state = self.0.state();
        let key = Key { end: state.monotonic.saturating_add(duration), id: state.next_sleeper };
        state.next_sleeper += 1;
        if !duration.is_zero() {
            let place = state.sleepers.partition_point(|(other, _)| *other < key);
            state.sleepers.insert(place, (key, None));
        }
        drop(state);
        Box::pin(Sleeper { clock: self.0.clone(), key })
    }
}

struct State {
    now: SystemTime,
    monotonic: Duration,
    /// Who waits, the earliest first, with the waker of the last poll. A sorted list, since a map
    /// would be code for every client, which only tests run.
    sleepers: Vec<(Key, Option<Waker>)>,
    next_sleeper: u64,
}

impl State {
    #[inline]
    fn take_due(&mut self) -> Vec<Option<Waker>> {
        let due = self.sleepers.partition_point(|(key, _)| key.end <= self.monotonic);
        self.sleepers.drain(..due).map(|(_, waker)| waker).collect()
    }

    /// Where somebody stands among those who wait.
    #[inline]
    fn place_of(&self, key: Key) -> Option<usize> {
        self.sleepers.binary_search_by_key(&key, |(key, _)| *key).ok()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// On the monotonic scale of the clock.
    end: Duration,
    id: u64,
}

struct Sleeper {
    clock: ManualClock,
    key: Key,
}

impl Future for Sleeper {
    type Output = ();

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.state();
        let Some(place) = state.place_of(self.key) else {
            return Poll::Ready(());
        };
        let previous = state.sleepers[place].1.replace(context.waker().clone());
        // A waker may own a task that owns a sleeper, so it is dropped outside the lock.
        drop(state);
        drop(previous);
        Poll::Pending
    }
}

impl Drop for Sleeper {
    #[inline]
    fn drop(&mut self) {
        let mut state = self.clock.state();
        let left = state.place_of(self.key).map(|place| state.sleepers.remove(place));
        // A waker may own a task that owns a sleeper, so it is dropped outside the lock.
        drop(state);
        drop(left);
    }
}
