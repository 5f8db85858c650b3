//! A keyring in memory that takes short entries only and fails when it is told to.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use authing_session_keyring::keyring_core::api::{CredentialApi, CredentialStoreApi};
use authing_session_keyring::keyring_core::{Credential, Entry, Error, Result};

#[derive(Clone, Debug)]
pub(crate) struct Faulty(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    limit: usize,
    entries: BTreeMap<(String, String), Vec<u8>>,
    /// How many changes go through before one fails.
    changes_left: usize,
    /// What fails says so before the change or after it.
    fails_late: bool,
    error: fn() -> Error,
}

impl Faulty {
    pub(crate) fn with_limit(limit: usize) -> Arc<Self> {
        Arc::new(Self(Arc::new(Mutex::new(State {
            limit,
            entries: BTreeMap::new(),
            changes_left: usize::MAX,
            fails_late: false,
            error: || Error::NoEntry,
        }))))
    }

    /// Lets so many changes through and fails all that follow; none with `usize::MAX`.
    pub(crate) fn fail_after(&self, changes: usize, fails_late: bool, error: fn() -> Error) {
        let mut state = self.0.lock().unwrap();
        (state.changes_left, state.fails_late, state.error) = (changes, fails_late, error);
    }

    pub(crate) fn names(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().entries.keys().cloned().collect()
    }

    pub(crate) fn get(&self, name: &(String, String)) -> Option<Vec<u8>> {
        self.0.lock().unwrap().entries.get(name).cloned()
    }

    pub(crate) fn put(&self, name: &(String, String), secret: Option<&[u8]>) {
        let entries = &mut self.0.lock().unwrap().entries;
        match secret {
            Some(secret) => drop(entries.insert(name.clone(), secret.to_vec())),
            None => drop(entries.remove(name)),
        }
    }
}

impl CredentialStoreApi for Faulty {
    fn vendor(&self) -> String {
        "test".to_owned()
    }

    fn id(&self) -> String {
        "test".to_owned()
    }

    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let name = (service.to_owned(), user.to_owned());
        Ok(Entry::new_with_credential(Arc::new(One { store: self.clone(), name })))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct One {
    store: Faulty,
    name: (String, String),
}

impl One {
    fn change(&self, secret: Option<&[u8]>) -> Result<()> {
        let mut state = self.store.0.lock().unwrap();
        let fails = state.changes_left == 0;
        if fails && !state.fails_late {
            return Err((state.error)());
        }
        state.changes_left = state.changes_left.saturating_sub(1);
        if secret.is_some_and(|secret| secret.len() > state.limit) {
            return Err(Error::TooLong("secret".to_owned(), 0));
        }
        let old = match secret {
            Some(secret) => state.entries.insert(self.name.clone(), secret.to_vec()),
            None => state.entries.remove(&self.name),
        };
        match (fails, secret, old) {
            (true, ..) => Err((state.error)()),
            (false, None, None) => Err(Error::NoEntry),
            _ => Ok(()),
        }
    }
}

impl CredentialApi for One {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        self.change(Some(secret))
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        self.store.get(&self.name).ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> Result<()> {
        self.change(None)
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        Some(self.name.clone())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
