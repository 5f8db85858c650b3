//! What the builder refuses and settles.

use std::time::Duration;

use authing_session::{SessionKey, SessionStore};
use authing_session_keyring::KeyringStore;
use authing_session_keyring::keyring_core::mock;
use futures_util::FutureExt;

use crate::samples::{signed_in, store_on};

#[test]
fn settings_that_cannot_work_are_refused() {
    let long = "x".repeat(65);
    for service in ["", "two words", "a/b", "a\0", "notes (parts)", "ü", &long] {
        let error = KeyringStore::new(service).unwrap_err();
        assert!(error.is_denied(), "{error}");
        assert!(error.to_string().contains("service name"), "{error}");
    }
    let error = KeyringStore::builder("x").max_entry_bytes(127).build().unwrap_err();
    assert!(error.is_denied(), "{error}");
    assert!(KeyringStore::builder("x").lock_path("x.lock").max_entry_bytes(128).build().is_ok());
}

#[test]
fn works_without_a_runtime_and_shows_no_contents() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_on(mock::Store::new().unwrap(), directory.path(), 2_560);
    let key = SessionKey::default();
    let saved = store.save(&key, &signed_in("canary"), None).now_or_never().expect("done at once");
    let loaded = store.load(&key).now_or_never().expect("done at once");
    assert_eq!(loaded.unwrap().unwrap().version, saved.unwrap());
    let shown = format!("{store:?}");
    assert!(shown.contains("authing-test") && !shown.contains("canary"), "{shown}");
}

#[test]
fn wait_for_another_program_has_a_limit() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("locks/test.lock");
    let keyring = mock::Store::new().unwrap();
    let patient = store_on(keyring.clone(), directory.path(), 2_560);
    let key = SessionKey::default();
    let version = patient.save(&key, &signed_in("a"), None).now_or_never().unwrap().unwrap();
    let lock = std::fs::File::open(&path).unwrap();
    lock.lock().unwrap();
    let impatient = KeyringStore::builder("authing-test")
        .credential_store(keyring)
        .lock_path(&path)
        .lock_timeout(Duration::ZERO)
        .build()
        .unwrap();
    for error in [
        impatient.save(&key, &signed_in("b"), Some(&version)).now_or_never().unwrap().unwrap_err(),
        impatient.clear(&key, &version).now_or_never().unwrap().unwrap_err(),
    ] {
        assert!(error.is_unavailable(), "{error}");
        assert!(error.to_string().contains("is locked"), "{error}");
    }
    let loaded = impatient.load(&key).now_or_never().unwrap();
    assert_eq!(loaded.unwrap().unwrap().version, version);
    lock.unlock().unwrap();
    impatient.clear(&key, &version).now_or_never().unwrap().unwrap();
}
