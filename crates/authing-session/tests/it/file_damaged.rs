//! Files that `FileStore` cannot read: an error that says so, and not a byte changed.

use std::path::Path;

use authing_session::{FileStore, SessionKey, SessionStore, StoreError, Version};
use futures_util::FutureExt;
use proptest::prelude::*;

use crate::file::{names, private, store_in};
use crate::samples::{key, signed_in};
use crate::secrets::{CANARY, all_texts};

/// The errors of everything that can be asked of a store.
async fn ask_everything(store: &FileStore, key: &SessionKey) -> [StoreError; 4] {
    let version = Version::new("0123456789abcdef0123456789abcdef");
    let session = signed_in("new");
    [
        store.load(key).await.map(drop).unwrap_err(),
        store.save(key, &session, None).await.map(drop).unwrap_err(),
        store.save(key, &session, Some(&version)).await.map(drop).unwrap_err(),
        store.clear(key, &version).await.unwrap_err(),
    ]
}

#[tokio::test]
async fn unreadable_files_are_errors_and_stay_as_they_are() {
    for (contents, reason) in [
        (String::new(), "is empty"),
        (" \n".to_owned(), "is empty"),
        (CANARY.to_owned(), "is not JSON"),
        (format!("\0\u{1}{CANARY}"), "is not JSON"),
        (format!(r#"{{"kind":"authing-sessions","x":"{CANARY}"#), "is cut short"),
        (format!(r#"{{"{CANARY}":"{CANARY}"}}"#), "is not a session file"),
        (format!(r#"["{CANARY}"]"#), "is not a session file"),
        (format!(r#""{CANARY}""#), "is not a session file"),
        ("null".to_owned(), "is not a session file"),
        (r#"{"format":1,"sessions":{}}"#.to_owned(), "is not a session file"),
        (r#"{"kind":"other","format":1,"sessions":{}}"#.to_owned(), "is not a session file"),
        (
            format!(r#"{{"kind":"authing-sessions","format":2,"sessions":"{CANARY}"}}"#),
            "newer program",
        ),
        (
            format!(r#"{{"kind":"authing-sessions","format":"{CANARY}","sessions":{{}}}}"#),
            "is damaged",
        ),
        (r#"{"kind":"authing-sessions","format":0,"sessions":{}}"#.to_owned(), "is damaged"),
        (r#"{"kind":"authing-sessions","format":1}"#.to_owned(), "is damaged"),
        (
            format!(r#"{{"kind":"authing-sessions","format":1,"sessions":["{CANARY}"]}}"#),
            "is damaged",
        ),
        (
            format!(r#"{{"kind":"authing-sessions","format":1,"sessions":{{"k":"{CANARY}"}}}}"#),
            "is damaged",
        ),
        (
            format!(
                r#"{{"kind":"authing-sessions","format":1,"sessions":{{"k":{{"version":["{CANARY}"],"session":{{}}}}}}}}"#
            ),
            "is damaged",
        ),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let store = store_in(directory.path());
        private(store.path(), contents.as_bytes());
        for error in ask_everything(&store, &key("k")).await {
            assert!(error.is_unreadable(), "{contents}: {error}");
            let text = error.to_string();
            assert!(text.contains(reason), "{contents}: {text}");
            assert!(text.contains("session.json"), "names the file: {text}");
            assert!(!all_texts(&error).contains(CANARY), "{error:?}");
        }
        assert_eq!(std::fs::read(store.path()).unwrap(), contents.as_bytes());
    }
}

/// A session with a record that cannot be read is never replaced or removed, also not by somebody
/// who comes with some version, and its neighbours can be used.
#[tokio::test]
async fn unreadable_session_stays_and_its_neighbours_work() {
    for (record, reason) in [
        (format!(r#"{{"format":3,"id_token":{{"{CANARY}":[ 1,  2 ]}}}}"#), "newer program"),
        (format!(r#"{{"format":1,"id_token":["{CANARY}"]}}"#), "unexpected value"),
        (format!(r#"{{"format":1,"id_token":"{CANARY} {CANARY}"}}"#), "invalid id_token"),
        (format!(r#"{{"format":1,"expires_at":"{CANARY}"}}"#), "unexpected value"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let store = store_in(directory.path());
        let entry = format!(r#""k":{{"version":"v","session":{record}}}"#);
        let file = format!(r#"{{"kind":"authing-sessions","format":1,"sessions":{{{entry}}}}}"#);
        private(store.path(), file.as_bytes());

        let error = store.load(&key("k")).await.unwrap_err();
        assert!(error.is_unreadable());
        assert!(error.to_string().contains(reason), "{error}");
        assert!(!all_texts(&error).contains(CANARY), "{error:?}");
        let new = signed_in("new");
        for expected in [None, Some(Version::new("w"))] {
            assert!(store.save(&key("k"), &new, expected.as_ref()).await.is_err());
        }
        assert!(store.clear(&key("k"), &Version::new("w")).await.is_err());
        assert_eq!(std::fs::read_to_string(store.path()).unwrap(), file);

        let version = store.save(&key("a"), &new, None).await.unwrap();
        store.clear(&key("a"), &version).await.unwrap();
        assert_eq!(std::fs::read_to_string(store.path()).unwrap(), file);
    }
}

#[tokio::test]
async fn file_larger_than_any_is_not_read() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    private(store.path(), b"");
    let file = std::fs::File::options().write(true).open(store.path()).unwrap();
    file.set_len(FileStore::MAX_BYTES + 1).unwrap();
    for error in ask_everything(&store, &key("k")).await {
        assert!(error.is_unreadable(), "{error}");
        assert!(error.to_string().contains("larger"), "{error}");
    }
    assert_eq!(file.metadata().unwrap().len(), FileStore::MAX_BYTES + 1);
}

#[tokio::test]
async fn directory_in_the_files_place_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    std::fs::create_dir(store.path()).unwrap();
    for error in ask_everything(&store, &key("k")).await {
        assert!(error.is_unreadable(), "{error}");
    }
    assert!(store.path().is_dir());
}

#[cfg(unix)]
#[tokio::test]
async fn socket_in_the_files_place_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let _socket = std::os::unix::net::UnixListener::bind(store.path()).unwrap();
    for error in ask_everything(&store, &key("k")).await {
        assert!(error.is_unreadable(), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn symbolic_links_are_refused_and_what_they_point_to_stays() {
    use std::os::unix::fs::symlink;

    let directory = tempfile::tempdir().unwrap();
    let target = store_in(directory.path());
    target.save(&key("k"), &signed_in("a"), None).await.unwrap();
    let before = std::fs::read(target.path()).unwrap();
    for to in [target.path(), Path::new("nowhere")] {
        let link = directory.path().join("link.json");
        symlink(to, &link).unwrap();
        for error in ask_everything(&FileStore::new(&link).unwrap(), &key("k")).await {
            assert!(error.is_unreadable(), "{error}");
            assert!(error.to_string().contains("symbolic link"), "{error}");
        }
        assert!(link.is_symlink());
        std::fs::remove_file(link).unwrap();
    }
    assert_eq!(std::fs::read(target.path()).unwrap(), before);
    assert!(!names(directory.path()).contains(&"nowhere".to_owned()));
}

/// A link for the lock would let others choose a file that this program creates.
#[cfg(unix)]
#[tokio::test]
async fn symbolic_link_in_the_locks_place_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let lock = directory.path().join("session.json.lock");
    std::os::unix::fs::symlink("elsewhere", lock).unwrap();
    let saved = store.save(&key("k"), &signed_in("a"), None).await;
    assert!(saved.unwrap_err().to_string().contains("session.json.lock"));
    assert_eq!(names(directory.path()), ["session.json.lock"]);
}

proptest! {
    #[test]
    fn any_bytes_as_a_file_are_an_answer_or_an_error(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..100),
            damaged(),
        ],
    ) {
        let directory = tempfile::tempdir().unwrap();
        let store = store_in(directory.path());
        private(store.path(), &bytes);
        let loaded = store.load(&SessionKey::default()).now_or_never().unwrap();
        if loaded.is_err_and(|error| error.is_unreadable()) {
            let saved = store.save(&SessionKey::default(), &signed_in("a"), None).now_or_never();
            prop_assert!(saved.unwrap().is_err());
            prop_assert_eq!(std::fs::read(store.path()).unwrap(), bytes);
        }
    }
}

prop_compose! {
    /// The golden file with one byte changed, or cut.
    fn damaged()(
        at in any::<prop::sample::Index>(),
        byte in prop::option::of(any::<u8>()),
    ) -> Vec<u8> {
        let mut file = include_bytes!("../data/file-1.json").to_vec();
        let at = at.index(file.len());
        match byte {
            Some(byte) => file[at] = byte,
            None => file.truncate(at),
        }
        file
    }
}
