//! Faults: calls that go wrong because a test wants them to.

mod carry;
mod fault;
mod recipient;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use serde::Serialize;

use authing_api::server::operation_of_request;

use crate::random::Random;

pub use fault::{Effect, Fault, FaultBuilder, InvalidFault};

pub(crate) use carry::carry;

/// The faults of a sandbox. Clones are handles on the same list.
///
/// ```
/// use authing_sandbox::{Fault, Sandbox};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::new();
/// let faults = sandbox.faults();
/// faults.add(Fault::on("login_by_account").nth(2).lose_connection_after())?;
/// faults.add(Fault::on_any().to("18812348888").status(503).retry_after_seconds(5))?;
/// assert_eq!(faults.list().len(), 2);
/// faults.clear();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Faults(Arc<Mutex<State>>);

/// A fault that was added, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ActiveFault {
    /// Its number; no two faults of a sandbox have the same.
    pub id: u64,
    /// How many calls it was looked at for: those of its operation and recipient.
    pub calls: u64,
    /// How many of them it struck.
    pub struck: u64,
    /// The fault.
    #[serde(flatten)]
    pub fault: Fault,
}

#[derive(Debug)]
struct State {
    next_id: u64,
    active: Vec<Active>,
    random: Random,
}

#[derive(Debug)]
struct Active {
    seen: ActiveFault,
    /// The reply that the next call gets instead of its own.
    reply: Option<Response<Bytes>>,
}

/// What becomes of a call.
#[derive(Debug, Default)]
pub(crate) struct Strike {
    /// How long the call waits before the service sees it.
    pub(crate) delay: Duration,
    pub(crate) effect: Option<Struck>,
}

/// The effect of a fault.
#[derive(Debug)]
pub(crate) enum Struck {
    Effect {
        id: u64,
        effect: Effect,
    },
    /// The service does not see the call, whose answer is this one.
    Repeated(Response<Bytes>),
}

impl Struck {
    /// What the log calls it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Effect { effect, .. } => effect.kind(),
            Self::Repeated(_) => "repeatedReply",
        }
    }
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State::new(seed))))
    }

    /// Adds a fault behind those that there are, and gives its number.
    ///
    /// Of the faults that strike one call the first decides what becomes of it; delays add up and
    /// come before it.
    ///
    /// # Errors
    ///
    /// [`InvalidFault`] where the fault could never strike, or not be carried out.
    pub fn add(&self, fault: impl Into<Fault>) -> Result<u64, InvalidFault> {
        let fault = fault.into();
        fault.check()?;
        let mut state = self.state();
        state.next_id += 1;
        let id = state.next_id;
        state
            .active
            .push(Active { seen: ActiveFault { id, calls: 0, struck: 0, fault }, reply: None });
        Ok(id)
    }

    /// The faults that there are, the oldest first.
    pub fn list(&self) -> Vec<ActiveFault> {
        self.state().active.iter().map(|active| active.seen.clone()).collect()
    }

    /// Takes one fault away. `false` when there is none of this number.
    pub fn remove(&self, id: u64) -> bool {
        let mut state = self.state();
        let before = state.active.len();
        state.active.retain(|active| active.seen.id != id);
        state.active.len() < before
    }

    /// Takes all faults away.
    pub fn clear(&self) {
        self.state().active.clear();
    }

    /// Takes all faults away, and begins their chance anew.
    pub(crate) fn reset(&self, seed: u64) {
        *self.state() = State::new(seed);
    }

    /// Decides on a call.
    pub(crate) fn strike(&self, request: &Request<Bytes>) -> Strike {
        let mut state = self.state();
        let mut strike = Strike::default();
        if state.active.is_empty() {
            return strike;
        }
        let operation = operation_of_request(request).map(|info| info.name);
        let State { active, random, .. } = &mut *state;
        for Active { seen, reply } in active {
            if !seen.fault.is_about(operation, request) {
                continue;
            }
            seen.calls += 1;
            let repeated = reply.take();
            // Drawn for each call alike, so that one fault does not move the chance of others.
            let happens = random.happens(seen.fault.probability);
            let is_due = seen.fault.is_due(seen.calls) && happens;
            match (repeated, &seen.fault.effect) {
                (Some(reply), _) if strike.effect.is_none() => {
                    strike.effect = Some(Struck::Repeated(reply));
                }
                (None, Effect::Delay { millis }) if is_due => {
                    seen.struck += 1;
                    strike.delay = strike.delay.saturating_add(Duration::from_millis(*millis));
                }
                (None, effect) if is_due && strike.effect.is_none() => {
                    seen.struck += 1;
                    let effect = effect.clone();
                    strike.effect = Some(Struck::Effect { id: seen.id, effect });
                }
                _ => {}
            }
        }
        strike
    }

    /// Keeps a reply for the next call that a fault is about.
    fn repeat(&self, id: u64, reply: Response<Bytes>) {
        let mut state = self.state();
        if let Some(active) = state.active.iter_mut().find(|active| active.seen.id == id) {
            active.reply = Some(reply);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Chance of its own, so that faults do not change ids, codes and tokens.
    fn new(seed: u64) -> Self {
        const STREAM: u64 = 0x6661_756c_7473;
        Self { next_id: 0, active: Vec::new(), random: Random::new(seed ^ STREAM) }
    }
}
