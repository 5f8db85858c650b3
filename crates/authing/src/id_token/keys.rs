//! The key set of the provider: read by one caller at a time, while the others wait for it.

use std::future::poll_fn;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use authing_api::oidc::Jwks;
use authing_transport::time::Clock;

/// How long keys are used after they were read, so that one that the provider has withdrawn does
/// not serve for ever.
const MAX_AGE: Duration = Duration::from_secs(10 * 60);

/// How long keys are not read again for an unknown key id, which anybody can write into a token.
const COOLDOWN: Duration = Duration::from_secs(30);

/// The keys that were last read.
#[derive(Debug, Default)]
pub(crate) struct KeyCache(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    kept: Option<(KeptKeys, Duration)>,
    is_reading: bool,
    waiting: Vec<Waker>,
}

/// Keys, and the how-manieth reading they are of.
#[derive(Clone, Debug)]
pub(crate) struct KeptKeys {
    pub(crate) keys: Jwks,
    pub(crate) number: u64,
}

/// Which keys somebody needs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    /// Any that are not too old.
    Fresh,
    /// Those of a later reading than this one.
    After(u64),
}

/// What somebody who needs keys does next.
#[derive(Debug)]
pub(crate) enum Turn<'a> {
    /// Uses these.
    Kept(KeptKeys),
    /// Does without: they were read a moment ago.
    TooSoon,
    /// Reads them.
    Read(Reading<'a>),
}

impl KeyCache {
    /// Waits while somebody else reads, and tells what to do then. When that reading fails or is
    /// given up, one of those who waited reads. No lock is held meanwhile.
    pub(crate) async fn turn(&self, wanted: Wanted, clock: &impl Clock) -> Turn<'_> {
        poll_fn(|context| {
            let now = clock.monotonic();
            let mut state = self.state();
            if let Some((kept, read_at)) = &state.kept {
                let age = now.saturating_sub(*read_at);
                let is_wanted = match wanted {
                    Wanted::Fresh => age < MAX_AGE,
                    Wanted::After(number) => kept.number > number,
                };
                if is_wanted {
                    return Poll::Ready(Turn::Kept(kept.clone()));
                }
                if matches!(wanted, Wanted::After(_)) && age < COOLDOWN {
                    return Poll::Ready(Turn::TooSoon);
                }
            }
            if state.is_reading {
                if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                    state.waiting.push(context.waker().clone());
                }
                return Poll::Pending;
            }
            state.is_reading = true;
            Poll::Ready(Turn::Read(Reading(self)))
        })
        .await
    }

    /// A panic elsewhere leaves nothing half done in here.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to read the keys, which ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Reading<'a>(&'a KeyCache);

impl Reading<'_> {
    /// Keeps what was read at this time.
    #[inline]
    pub(crate) fn done(self, keys: Jwks, now: Duration) -> KeptKeys {
        let mut state = self.0.state();
        let number = state.kept.as_ref().map_or(0, |(kept, _)| kept.number) + 1;
        let kept = KeptKeys { keys, number };
        state.kept = Some((kept.clone(), now));
        drop(state);
        kept
    }
}

impl Drop for Reading<'_> {
    #[inline]
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_reading = false;
        let waiting = mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}
