use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::State;

/// States that the control surface was told to keep, by number.
#[derive(Default)]
pub(crate) struct Snapshots(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// The number of the newest one.
    newest: u64,
    states: VecDeque<(u64, State)>,
}

impl Snapshots {
    /// How many are kept; one more takes the place of the oldest.
    pub(crate) const MOST: usize = 100;

    /// Keeps a state and gives its number, from 1.
    pub(crate) fn keep(&self, state: State) -> u64 {
        let mut kept = self.kept();
        kept.newest += 1;
        let id = kept.newest;
        kept.states.push_back((id, state));
        if kept.states.len() > Self::MOST {
            kept.states.pop_front();
        }
        id
    }

    /// The state of a number, which stays kept.
    pub(crate) fn find(&self, id: u64) -> Option<State> {
        let kept = self.kept();
        kept.states.iter().find(|(known, _)| *known == id).map(|(_, state)| state.clone())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Snapshots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshots").field("newest", &self.kept().newest).finish_non_exhaustive()
    }
}
