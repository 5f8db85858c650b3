//! `FileStore` where nothing fails, and what stays on disk.

use std::path::Path;

use authing_session::{FileStore, SessionKey, SessionStore};
use authing_testkit::Guarded;
use authing_testkit::session_store::{INCREMENTS, TASKS, count, increment_often};
use futures_util::FutureExt;
use proptest::prelude::*;

use crate::record::any_session;
use crate::samples::{full, key, signed_in, slots};

authing_testkit::session_store_conformance! {
    block_on = block_on,
    store = {
        let directory = tempfile::tempdir().unwrap();
        Guarded::new(store_in(directory.path()), directory)
    },
}

/// The store writes on the blocking threads of tokio.
fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

pub(crate) fn store_in(directory: &Path) -> FileStore {
    FileStore::new(directory.join("session.json")).unwrap()
}

/// The names in a directory, sorted.
pub(crate) fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A released format is read for ever.
#[tokio::test]
async fn format_1_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    private(store.path(), include_bytes!("../data/file-1.json"));
    let golden = store.load(&SessionKey::default()).await.unwrap().unwrap();
    assert_eq!(slots(&golden.session), slots(&full("golden")));
    assert_eq!(golden.version.as_str(), "0123456789abcdef0123456789abcdef");
    let other = store.load(&key("user:42")).await.unwrap().unwrap();
    assert!(other.session.is_empty());
    let next = store.save(&SessionKey::default(), &signed_in("a"), Some(&golden.version)).await;
    assert!(next.is_ok());
}

/// The current format is written as its golden file says, but for the random version.
#[tokio::test]
async fn current_format_is_written() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let version = store.save(&SessionKey::default(), &full("golden"), None).await.unwrap();
    let other = store.save(&key("user:42"), &Default::default(), None).await;
    let golden = include_str!("../data/file-1.json")
        .replace("0123456789abcdef0123456789abcdef", version.as_str())
        .replace("fedcba9876543210fedcba9876543210", other.unwrap().as_str());
    let golden: serde_json::Value = serde_json::from_str(&golden).unwrap();
    let written = std::fs::read(store.path()).unwrap();
    let written: serde_json::Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(written, golden);
}

#[tokio::test]
async fn nothing_is_written_before_the_first_save() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let key = SessionKey::default();
    assert!(store.load(&key).await.unwrap().is_none());
    let version = authing_session::Version::new("x");
    store.clear(&key, &version).await.unwrap();
    assert_eq!(names(directory.path()), [""; 0]);
    store.save(&key, &signed_in("a"), None).await.unwrap();
    assert_eq!(names(directory.path()), ["session.json", "session.json.lock"]);
}

#[tokio::test]
async fn another_store_on_the_same_file_sees_everything() {
    let directory = tempfile::tempdir().unwrap();
    let (one, two) = (store_in(directory.path()), store_in(directory.path()));
    let version = one.save(&key("k"), &signed_in("a"), None).await.unwrap();
    assert_eq!(two.load(&key("k")).await.unwrap().unwrap().version, version);
    two.clear(&key("k"), &version).await.unwrap();
    assert!(one.load(&key("k")).await.unwrap().is_none());
}

#[tokio::test]
async fn removed_file_does_not_make_an_old_version_valid() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let key = SessionKey::default();
    let old = store.save(&key, &signed_in("a"), None).await.unwrap();
    std::fs::remove_file(store.path()).unwrap();
    assert!(store.load(&key).await.unwrap().is_none());
    store.save(&key, &signed_in("b"), None).await.unwrap();
    let late = store.save(&key, &signed_in("late"), Some(&old)).await;
    assert!(late.unwrap_err().is_conflict());
}

#[tokio::test]
async fn file_left_over_by_a_killed_program_is_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let left_over = directory.path().join(".session.json.authing-tmp");
    std::fs::write(&left_over, "{\"kind\":\"authing-se").unwrap();
    let key = SessionKey::default();
    assert!(store.load(&key).await.unwrap().is_none());
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    assert!(!left_over.exists());
    assert_eq!(store.load(&key).await.unwrap().unwrap().version, version);
}

#[tokio::test]
async fn removed_lock_file_is_made_again() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let key = SessionKey::default();
    let version = store.save(&key, &signed_in("a"), None).await.unwrap();
    std::fs::remove_file(directory.path().join("session.json.lock")).unwrap();
    store.save(&key, &signed_in("b"), Some(&version)).await.unwrap();
}

/// A waiter wakes up with a lock on a file that is gone, while another process holds the new one.
#[tokio::test]
async fn lock_file_removed_while_waiting_protects_all_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let key = SessionKey::default();
    let base = store.save(&key, &signed_in("base"), None).await.unwrap();
    let before = std::fs::read(store.path()).unwrap();
    let base = store.save(&key, &signed_in("base"), Some(&base)).await.unwrap();

    let lock_path = directory.path().join("session.json.lock");
    let old_lock = std::fs::File::open(&lock_path).unwrap();
    old_lock.lock().unwrap();
    let session = signed_in("waiter");
    let save = store.save(&key, &session, Some(&base));
    let others = async {
        look_often(&store, &key).await;
        std::fs::remove_file(&lock_path).unwrap();
        let new_lock = std::fs::File::create(&lock_path).unwrap();
        new_lock.lock().unwrap();
        old_lock.unlock().unwrap();
        look_often(&store, &key).await;
        // The other process changes the file, as it may under the lock.
        private(store.path(), &before);
        new_lock.unlock().unwrap();
    };
    let (saved, ()) = futures_util::future::join(save, others).await;
    assert!(saved.unwrap_err().is_conflict());
}

/// Gives background work ample time, without a clock.
async fn look_often(store: &FileStore, key: &SessionKey) {
    for _ in 0..50 {
        store.load(key).await.unwrap();
    }
}

#[tokio::test]
async fn missing_directory_is_an_error_and_not_an_absent_session() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(&directory.path().join("missing"));
    let key = SessionKey::default();
    let version = authing_session::Version::new("x");
    let errors = [
        store.load(&key).await.map(drop).unwrap_err(),
        store.save(&key, &signed_in("a"), None).await.map(drop).unwrap_err(),
        store.clear(&key, &version).await.unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_denied(), "{error}");
        assert!(error.to_string().contains("missing"), "{error}");
        assert!(error.to_string().contains("create it"), "{error}");
    }
    assert_eq!(names(directory.path()), [""; 0]);
}

#[test]
fn path_that_names_no_file_is_refused() {
    for path in ["", "/", ".", "..", "a/..", "a/"] {
        let error = FileStore::new(path).unwrap_err();
        assert!(error.is_denied(), "{path}: {error}");
    }
}

#[test]
fn relative_path_is_taken_from_here_and_now() {
    let store = FileStore::new("s.json").unwrap();
    assert_eq!(store.path(), std::env::current_dir().unwrap().join("s.json"));
}

/// Outside a runtime the work is done at once on the calling thread.
#[test]
fn works_without_a_runtime() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let key = SessionKey::default();
    let saved = store.save(&key, &signed_in("a"), None).now_or_never();
    let version = saved.expect("done at once").unwrap();
    let loaded = store.load(&key).now_or_never().expect("done at once");
    assert_eq!(loaded.unwrap().unwrap().version, version);
}

#[test]
fn runtime_that_has_shut_down_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let handle = runtime.handle().clone();
    drop(runtime);
    let _inside = handle.enter();
    let key = SessionKey::default();
    let loaded = store.load(&key).now_or_never().expect("does not hang");
    let error = loaded.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert!(error.to_string().contains("shutting down"), "{error}");
}

/// While one waits for the lock, the runtime's only thread goes on.
#[tokio::test]
async fn waiting_for_another_process_does_not_block_the_runtime() {
    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    let lock = std::fs::File::create(directory.path().join("session.json.lock")).unwrap();
    lock.lock().unwrap();
    let key = SessionKey::default();
    let session = signed_in("a");
    let save = store.save(&key, &session, None);
    let unlock = async {
        tokio::task::yield_now().await;
        assert!(store.load(&key).await.unwrap().is_none(), "loads need no lock");
        lock.unlock().unwrap();
    };
    let (saved, ()) = futures_util::future::join(save, unlock).await;
    saved.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_on_many_threads_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let key = SessionKey::default();
    let store = store_in(directory.path());
    store.save(&key, &signed_in("0"), None).await.unwrap();
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (store, key) = (store_in(directory.path()), key.clone());
            tokio::spawn(async move { increment_often(&store, &key).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let stored = store.load(&key).await.unwrap().unwrap();
    assert_eq!(count(&stored), TASKS * INCREMENTS);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_sessions_round_trip(sessions in prop::collection::vec(any_session(), 1..4)) {
        let directory = tempfile::tempdir().unwrap();
        let store = store_in(directory.path());
        for (number, session) in sessions.iter().enumerate() {
            let saved = store.save(&key(&number.to_string()), session, None).now_or_never();
            saved.unwrap().unwrap();
        }
        for (number, session) in sessions.iter().enumerate() {
            let loaded = store.load(&key(&number.to_string())).now_or_never().unwrap();
            prop_assert_eq!(slots(&loaded.unwrap().unwrap().session), slots(session));
        }
    }
}

/// Writes a file that only its owner may use.
pub(crate) fn private(path: &Path, contents: &[u8]) {
    std::fs::write(path, contents).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}
