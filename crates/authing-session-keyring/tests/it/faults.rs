//! Keyrings that fail half-way, and entries that are no sessions.

use authing_session::{SessionKey, SessionStore, Version};
use authing_session_keyring::keyring_core::Error;

use crate::faulty::Faulty;
use crate::samples::{SERVICE, long, signed_in, store_on, token};

/// Every change that a save consists of fails once, before or after it was made. The session is then
/// the old one or, if that was the last step, the new one; never a mixture, and never absent.
#[tokio::test]
async fn save_that_fails_half_way_leaves_the_old_session() {
    let failure = || Error::PlatformFailure("canary-free".into());
    for fails_late in [false, true] {
        let mut changes = 0;
        loop {
            let directory = tempfile::tempdir().unwrap();
            let keyring = Faulty::with_limit(128);
            let store = store_on(keyring.clone(), directory.path(), 128);
            let key = SessionKey::default();
            let first = store.save(&key, &long("a"), None).await.unwrap();
            let old = store.save(&key, &long("b"), Some(&first)).await.unwrap();
            keyring.fail_after(changes, fails_late, failure);
            let saved = store.save(&key, &long("c"), Some(&old)).await;
            keyring.fail_after(usize::MAX, false, failure);
            let stored = store.load(&key).await.unwrap().expect("never absent");
            match &saved {
                Ok(version) => {
                    assert_eq!((&stored.version, token(&stored)), (version, &*"c".repeat(400)));
                }
                Err(error) => {
                    assert!(error.is_unavailable(), "{error}");
                    let found = (stored.version == old, &token(&stored)[..1]);
                    assert!(
                        found == (true, "b") || fails_late && found == (false, "c"),
                        "{changes}"
                    );
                }
            }
            // Whatever was left behind is in nobody's way.
            let next = store.save(&key, &long("d"), Some(&stored.version)).await.unwrap();
            store.clear(&key, &next).await.unwrap();
            assert!(store.load(&key).await.unwrap().is_none());
            if saved.is_ok() {
                break;
            }
            changes += 1;
            assert!(changes < 100, "no save succeeds");
        }
        assert!(changes > 2, "the session was not in parts");
    }
}

#[tokio::test]
async fn nothing_is_left_when_all_goes_well() {
    let directory = tempfile::tempdir().unwrap();
    let keyring = Faulty::with_limit(128);
    let store = store_on(keyring.clone(), directory.path(), 128);
    let key = SessionKey::default();
    let mut version = store.save(&key, &long("a"), None).await.unwrap();
    let entries = keyring.names().len();
    assert!(entries > 4, "{entries}");
    for tag in ["b", "c", "d"] {
        version = store.save(&key, &long(tag), Some(&version)).await.unwrap();
        assert_eq!(keyring.names().len(), entries, "the old parts are removed");
    }
    version = store.save(&key, &Default::default(), Some(&version)).await.unwrap();
    assert_eq!(keyring.names(), [(SERVICE.to_owned(), "default".to_owned())]);
    store.clear(&key, &version).await.unwrap();
    assert_eq!(keyring.names(), []);
}

#[tokio::test]
async fn session_beyond_all_limits_is_refused_and_the_old_one_stays() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_on(Faulty::with_limit(128), directory.path(), 128);
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    let huge = signed_in(&"x".repeat(10_000));
    let error = store.save(&key, &huge, Some(&version)).await.unwrap_err();
    assert!(error.is_denied(), "{error}");
    assert!(error.to_string().contains("more than the keyring takes"), "{error}");
    // A keyring that holds less than it was said to.
    let store = store_on(Faulty::with_limit(100), directory.path(), 2_560);
    let error = store.save(&key, &signed_in(&"x".repeat(500)), None).await.unwrap_err();
    assert!(error.is_denied(), "{error}");
    assert!(store.load(&key).await.unwrap().is_none());
}

#[tokio::test]
async fn locked_keyring_is_denied() {
    let directory = tempfile::tempdir().unwrap();
    let keyring = Faulty::with_limit(2_560);
    let store = store_on(keyring.clone(), directory.path(), 2_560);
    keyring.fail_after(0, false, || Error::NoStorageAccess("locked".into()));
    let error = store.save(&SessionKey::default(), &signed_in("a"), None).await.unwrap_err();
    assert!(error.is_denied(), "{error}");
    assert!(error.to_string().contains("unlock"), "{error}");
    // What holds contents is not handed on.
    keyring.fail_after(0, false, || Error::BadEncoding(b"canary".to_vec()));
    let error = store.save(&SessionKey::default(), &signed_in("a"), None).await.unwrap_err();
    assert!(error.is_unreadable(), "{error}");
    assert!(std::error::Error::source(&error).is_none());
}

#[tokio::test]
async fn entries_that_are_no_sessions_are_errors_and_stay() {
    for change in
        ["password", "", "authing-session 2 0a\n{}", "authing-session 1 0a\n{\"format\":9}"]
    {
        let directory = tempfile::tempdir().unwrap();
        let keyring = Faulty::with_limit(2_560);
        let store = store_on(keyring.clone(), directory.path(), 2_560);
        let name = (SERVICE.to_owned(), "default".to_owned());
        keyring.put(&name, Some(change.as_bytes()));
        let key = SessionKey::default();
        let error = store.load(&key).await.unwrap_err();
        assert!(error.is_unreadable(), "{error}");
        let other = Version::new("0b");
        for expected in [None, Some(&other)] {
            assert!(store.save(&key, &signed_in("a"), expected).await.is_err());
        }
        assert!(store.clear(&key, &other).await.is_err());
        assert_eq!(keyring.get(&name).unwrap(), change.as_bytes());
    }
}

#[tokio::test]
async fn session_that_lacks_a_part_is_unreadable_and_not_absent() {
    for secret in [None, Some(&b"something else"[..])] {
        let directory = tempfile::tempdir().unwrap();
        let keyring = Faulty::with_limit(128);
        let store = store_on(keyring.clone(), directory.path(), 128);
        let key = SessionKey::default();
        let version = store.save(&key, &long("a"), None).await.unwrap();
        let part = keyring.names().into_iter().find(|name| name.0 != SERVICE).unwrap();
        keyring.put(&part, secret);
        let error = store.load(&key).await.unwrap_err();
        assert!(error.is_unreadable(), "{error}");
        // Who knows the version may still sign out.
        store.clear(&key, &version).await.unwrap();
        assert!(store.load(&key).await.unwrap().is_none());
    }
}
