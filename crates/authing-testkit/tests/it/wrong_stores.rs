//! Each of these stores breaks one rule, and the case that names the rule must notice.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use authing_session::{
    Session, SessionKey, SessionStore, StoreError, StoreErrorKind, Stored, Version,
};
use authing_testkit::session_store::CASES;

use crate::support::{assert_each_fault_is_found, fails, pause};

/// What a store does wrong, and the case that must fail for it.
const FAULTS: &[(Fault, &str)] = &[
    (Fault::LastWriterWins, "wrong_version_conflicts_and_changes_nothing"),
    (Fault::CreatesOnAnyVersion, "old_version_cannot_bring_a_cleared_session_back"),
    (Fault::CountsFromOneAgain, "version_of_an_earlier_life_is_not_valid_again"),
    (Fault::VersionIsContents, "each_save_has_a_new_version"),
    (Fault::EmptyIsAbsent, "empty_session_is_not_absent"),
    (Fault::ForgetsASlot, "every_slot_round_trips"),
    (Fault::FoldsCase, "keys_are_taken_literally"),
    (Fault::ChecksThenWrites, "of_two_on_one_version_one_wins"),
    (Fault::TearsASave, "dropped_save_leaves_old_or_new"),
    (Fault::ClearsAnyVersion, "clear_with_a_moved_version_conflicts"),
    (Fault::ClearsOnlyOnce, "clear_twice_is_fine"),
    (Fault::ShowsContents, "contents_are_not_shown"),
];

#[test]
fn the_right_store_passes() {
    assert_eq!(failing(None), HashSet::new());
}

#[test]
fn each_fault_fails_the_case_that_names_it() {
    assert_each_fault_is_found(FAULTS, |fault| failing(Some(fault)));
}

/// The cases that a store with this fault does not pass.
fn failing(fault: Option<Fault>) -> HashSet<&'static str> {
    CASES
        .iter()
        .filter(|case| fails(|| futures_executor::block_on(case.run(&Wrong::new(fault)))))
        .map(|case| case.name())
        .collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    LastWriterWins,
    CreatesOnAnyVersion,
    CountsFromOneAgain,
    VersionIsContents,
    EmptyIsAbsent,
    ForgetsASlot,
    FoldsCase,
    ChecksThenWrites,
    TearsASave,
    ClearsAnyVersion,
    ClearsOnlyOnce,
    ShowsContents,
}

struct Wrong {
    fault: Option<Fault>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: u64,
    rows: HashMap<String, (Version, Session)>,
}

impl Wrong {
    fn new(fault: Option<Fault>) -> Self {
        Self { fault, state: Mutex::default() }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn row(&self, key: &SessionKey) -> String {
        if self.has(Fault::FoldsCase) {
            key.as_str().to_lowercase()
        } else {
            key.as_str().to_owned()
        }
    }

    fn check(&self, row: &str, expected: Option<&Version>) -> Result<(), StoreError> {
        let state = self.state();
        let found = state.rows.get(row).map(|(version, _)| version);
        let is_free = found.is_none() && self.has(Fault::CreatesOnAnyVersion);
        if found == expected || is_free || self.has(Fault::LastWriterWins) {
            Ok(())
        } else {
            Err(StoreError::conflict())
        }
    }

    fn write(&self, row: String, session: &Session) -> Version {
        let mut state = self.state();
        state.last = match state.rows.get(&row) {
            None if self.has(Fault::CountsFromOneAgain) => 1,
            _ => state.last + 1,
        };
        let version = if self.has(Fault::VersionIsContents) {
            Version::new(String::from_utf8_lossy(&session.to_record()).into_owned())
        } else {
            Version::new(state.last.to_string())
        };
        let mut session = session.clone();
        if self.has(Fault::ForgetsASlot) {
            session.set_refresh_token(None);
        }
        state.rows.insert(row, (version.clone(), session));
        version
    }
}

#[async_trait]
impl SessionStore for Wrong {
    async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
        let found = self.state().rows.get(&self.row(key)).cloned();
        Ok(found
            .filter(|(_, session)| !(self.has(Fault::EmptyIsAbsent) && session.is_empty()))
            .map(|(version, session)| Stored::new(session, version)))
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        expected: Option<&Version>,
    ) -> Result<Version, StoreError> {
        let row = self.row(key);
        self.check(&row, expected)?;
        if self.has(Fault::ChecksThenWrites) {
            pause().await;
        }
        if self.has(Fault::TearsASave) {
            self.state().rows.remove(&row);
            pause().await;
        }
        Ok(self.write(row, session))
    }

    async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError> {
        let row = self.row(key);
        if !self.state().rows.contains_key(&row) {
            return if self.has(Fault::ClearsOnlyOnce) {
                Err(StoreError::new(StoreErrorKind::Denied, "there is no such session"))
            } else {
                Ok(())
            };
        }
        if !self.has(Fault::ClearsAnyVersion) {
            self.check(&row, Some(expected))?;
        }
        self.state().rows.remove(&row);
        Ok(())
    }
}

impl fmt::Debug for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        if self.has(Fault::ShowsContents) {
            let tokens = state.rows.values().filter_map(|(_, session)| session.id_token());
            return f.debug_list().entries(tokens.map(|token| token.expose_secret())).finish();
        }
        f.debug_struct("Wrong").field("rows", &state.rows.len()).finish_non_exhaustive()
    }
}
