//! One refresh at a time for each session of a client.
//!
//! Whoever wants a refresh takes its turn; whoever waited while another one's came to an end takes
//! over that outcome. Nothing but an asynchronous lock is held meanwhile: dropping the future of
//! the one whose turn it is lets the next one in, which looks at the store first.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use authing_api::oidc::TokenSet;
use authing_session::Stored;
use tokio::sync::Mutex as AsyncMutex;

use crate::{Error, SessionKey};

/// The refreshes of a client's sessions.
pub(crate) struct SingleFlight {
    slots: Mutex<Slots>,
    holder: Arc<str>,
}

#[derive(Default)]
struct Slots {
    by_key: HashMap<SessionKey, Arc<Slot>>,
    /// How many there may be before those that are of no use are looked for.
    limit: usize,
}

/// What is known of one session's refreshes.
#[derive(Default)]
pub(crate) struct Slot {
    /// Whose turn it is.
    pub(super) turn: AsyncMutex<Turn>,
    finished: AtomicU64,
    /// Until when, in monotonic time, nobody tries by itself.
    cooldown_until: Mutex<Duration>,
}

/// What belongs to the one whose turn it is.
#[derive(Default)]
pub(super) struct Turn {
    /// How the last refresh ended.
    pub(super) outcome: Option<Result<(), Error>>,
    /// Tokens that the service gave and the store has not taken yet.
    pub(super) unsaved: Option<Unsaved>,
}

pub(super) struct Unsaved {
    /// The session that the refresh token was taken from.
    pub(super) before: Stored,
    pub(super) tokens: TokenSet,
}

impl SingleFlight {
    pub(crate) fn new() -> Self {
        // Each `RandomState` has keys of its own, so that this is a random number.
        let holder = format!("{:016x}", RandomState::new().hash_one("refresh"));
        Self { slots: Mutex::default(), holder: holder.into() }
    }

    /// The name under which this client marks refresh tokens.
    pub(super) fn holder(&self) -> &Arc<str> {
        &self.holder
    }

    /// The slot of a session.
    #[inline]
    pub(super) fn slot(&self, key: &SessionKey, now: Duration) -> Arc<Slot> {
        let mut slots = lock(&self.slots);
        if slots.by_key.len() >= slots.limit {
            slots.by_key.retain(|_, slot| slot.is_of_use(now));
            slots.limit = (slots.by_key.len() * 2).max(MIN_LIMIT);
        }
        Arc::clone(slots.by_key.entry(key.clone()).or_default())
    }

    /// Whether a refresh of this session ended so lately that nobody should try by itself again.
    #[inline]
    pub(super) fn cools_down(&self, key: &SessionKey, now: Duration) -> bool {
        lock(&self.slots).by_key.get(key).is_some_and(|slot| slot.cools_down(now))
    }
}

impl Slot {
    /// How many refreshes have come to an end.
    pub(super) fn finished(&self) -> u64 {
        self.finished.load(Ordering::Acquire)
    }

    /// Counts a refresh that came to an end; nobody repeats it by itself until `cooldown_until`.
    #[inline]
    pub(super) fn finish(&self, cooldown_until: Duration) {
        *lock(&self.cooldown_until) = cooldown_until;
        self.finished.fetch_add(1, Ordering::Release);
    }

    #[inline]
    fn cools_down(&self, now: Duration) -> bool {
        now < *lock(&self.cooldown_until)
    }

    #[inline]
    fn is_of_use(self: &Arc<Self>, now: Duration) -> bool {
        let has_unsaved = self.turn.try_lock().is_ok_and(|turn| turn.unsaved.is_some());
        Arc::strong_count(self) > 1 || has_unsaved || self.cools_down(now)
    }
}

/// Shows how many there are.
impl fmt::Debug for SingleFlight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SingleFlight").field("len", &lock(&self.slots).by_key.len()).finish()
    }
}

/// A poisoned lock is taken all the same: no code that runs under it can leave half a change.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const MIN_LIMIT: usize = 64;
