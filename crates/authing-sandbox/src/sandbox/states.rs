//! The state as a value: taken, put back, forked, exported.

use std::sync::{Arc, Mutex, OnceLock};

use authing_types::{AppId, UserPoolId};

use super::{Sandbox, Shared};
use crate::SandboxClock;
use crate::faults::Faults;
use crate::log::RequestLog;
use crate::outbox::Outbox;
use crate::state::{Snapshots, State, StateError};

impl Sandbox {
    /// A sandbox of its own that goes on from a state: with its ids, rules, clock and random numbers.
    pub fn from_state(state: &State) -> Self {
        let outbox = Outbox::default();
        outbox.replace(state.outbox().to_vec());
        let pool = state.pool().with_outbox(outbox.clone());
        let user_pool_id = UserPoolId::parse(pool.user_pool_id.as_str());
        let app_id = AppId::parse(pool.app_id.as_str());
        let seed = pool.seed();
        Self(Arc::new(Shared {
            user_pool_id: user_pool_id.expect("a state has well-formed ids"),
            app_id: app_id.expect("a state has well-formed ids"),
            pool: Mutex::new(pool),
            clock: SandboxClock::at(state.clock()),
            outbox,
            faults: Faults::new(seed),
            log: RequestLog::default(),
            snapshots: Snapshots::default(),
            data_file: OnceLock::new(),
            seed_file: None,
        }))
    }

    /// The state as it is now, between two calls. Its cost grows with the number of users, but no
    /// text is made.
    pub fn snapshot(&self) -> State {
        self.0.snapshot()
    }

    /// Goes on from a state: what was before is forgotten, on all handles, also the rules, the
    /// clock and the position of the random generator.
    ///
    /// # Errors
    ///
    /// [`StateError`] when the state is that of another user pool or application, since the ids of
    /// a sandbox stay: see [`from_state`](Self::from_state). Nothing is changed then.
    pub fn restore(&self, state: &State) -> Result<(), StateError> {
        self.0.restore(state)
    }

    /// An independent sandbox in the same state, with a clock and an outbox of its own. What
    /// happens to one from now on does not happen to the other.
    pub fn fork(&self) -> Self {
        Self::from_state(&self.snapshot())
    }

    /// The state as a document: [`snapshot`](Self::snapshot) and [`State::to_json`].
    pub fn export(&self) -> String {
        self.snapshot().to_json()
    }

    /// Goes on from a document: [`State::from_json`] and [`restore`](Self::restore).
    ///
    /// # Errors
    ///
    /// [`StateError`] for a document that is no state, or that of another user pool or
    /// application. Nothing is changed then.
    pub fn import(&self, document: &[u8]) -> Result<(), StateError> {
        self.restore(&State::from_json(document)?)
    }
}

impl Shared {
    pub(crate) fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    pub(crate) fn snapshot(&self) -> State {
        let pool = self.pool();
        // Messages are sent under the pool's lock, so that both are of one moment.
        let messages = self.outbox.messages();
        State::new(pool.with_outbox(Outbox::default()), messages, self.clock.reading())
    }

    pub(crate) fn restore(&self, state: &State) -> Result<(), StateError> {
        let new = state.pool();
        if new.user_pool_id != self.user_pool_id.as_str() {
            let reason = format!("is another pool: this sandbox is {}", self.user_pool_id.as_str());
            return Err(StateError::new("$.pool.userPoolId", reason));
        }
        if new.app_id != self.app_id.as_str() {
            let reason =
                format!("is another application: this sandbox is {}", self.app_id.as_str());
            return Err(StateError::new("$.pool.appId", reason));
        }
        let mut pool = self.pool();
        *pool = new.with_outbox(self.outbox.clone());
        self.outbox.replace(state.outbox().to_vec());
        self.clock.put(state.clock());
        Ok(())
    }
}
