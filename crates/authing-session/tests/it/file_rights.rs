//! Who may use the files, on Unix.

use std::fs::{Permissions, metadata, set_permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use authing_session::{SessionKey, SessionStore};

use crate::file::{names, store_in};
use crate::samples::signed_in;

#[tokio::test]
async fn files_are_for_their_owner_alone() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    store.save(&key, &signed_in("b"), Some(&version)).await.unwrap();
    for name in names(directory.path()) {
        let mode = metadata(directory.path().join(&name)).unwrap().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn file_open_to_others_is_refused() {
    for mode in [0o640, 0o604, 0o620, 0o602, 0o644, 0o666, 0o610] {
        let directory = tempfile::tempdir().unwrap();
        let store = store_in(directory.path());
        let key = SessionKey::default();
        let version = store.save(&key, &signed_in("a"), None).await.unwrap();
        let before = std::fs::read(store.path()).unwrap();
        set_permissions(store.path(), Permissions::from_mode(mode)).unwrap();
        let errors = [
            store.load(&key).await.map(drop).unwrap_err(),
            store.save(&key, &signed_in("b"), Some(&version)).await.map(drop).unwrap_err(),
            store.clear(&key, &version).await.unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_denied(), "{error}");
            assert!(error.to_string().contains("chmod 600"), "{error}");
            assert!(error.to_string().contains(&format!("{mode:o}")), "{error}");
        }
        assert_eq!(std::fs::read(store.path()).unwrap(), before);
        assert_eq!(metadata(store.path()).unwrap().mode() & 0o777, mode);

        set_permissions(store.path(), Permissions::from_mode(0o600)).unwrap();
        assert_eq!(store.load(&key).await.unwrap().unwrap().version, version);
    }
}

/// Only the superuser can give a file away; [`crate::file_ordinary_user`] has what others meet.
#[tokio::test]
async fn file_of_another_user_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    if std::os::unix::fs::chown(store.path(), Some(4242), None).is_err() {
        return;
    }
    let error = store.load(&key).await.unwrap_err();
    assert!(error.is_denied(), "{error}");
    assert!(error.to_string().contains("4242"), "{error}");
    let saved = store.save(&key, &signed_in("b"), Some(&version)).await;
    assert!(saved.unwrap_err().is_denied());
    assert_eq!(metadata(store.path()).unwrap().uid(), 4242);
}
