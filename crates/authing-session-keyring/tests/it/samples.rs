//! Sessions to store, and stores to put them in.

use std::path::Path;
use std::sync::Arc;

use authing_session::{Session, Stored};
use authing_session_keyring::KeyringStore;
use authing_session_keyring::keyring_core::CredentialStore;
use authing_types::IdToken;

pub(crate) const SERVICE: &str = "authing-test";

/// A store on a keyring, with its lock in a directory.
pub(crate) fn store_on(
    credentials: Arc<CredentialStore>,
    directory: &Path,
    max_entry_bytes: usize,
) -> KeyringStore {
    KeyringStore::builder(SERVICE)
        .credential_store(credentials)
        .lock_path(directory.join("locks/test.lock"))
        .max_entry_bytes(max_entry_bytes)
        .build()
        .unwrap()
}

/// A session with nothing but an id token.
pub(crate) fn signed_in(token: &str) -> Session {
    let mut session = Session::default();
    session.set_id_token(IdToken::parse(token).unwrap());
    session
}

/// A session that takes several short entries.
pub(crate) fn long(tag: &str) -> Session {
    signed_in(&tag.repeat(400))
}

pub(crate) fn token(stored: &Stored) -> &str {
    stored.session.id_token().unwrap().expose_secret()
}
