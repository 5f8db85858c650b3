//! Waiting for another program that is writing, and no longer than is allowed.

use std::fs::File;
use std::time::Duration;

use authing_session::{FileStore, LockFile, SessionKey, SessionStore};

use crate::file::{names, store_in};
use crate::samples::signed_in;

#[test]
fn the_limit_is_the_one_that_is_documented() {
    let store = FileStore::new("s.json").unwrap();
    assert_eq!(store.lock_timeout(), LockFile::DEFAULT_TIMEOUT);
    assert_eq!(store.with_lock_timeout(Duration::ZERO).lock_timeout(), Duration::ZERO);
}

#[tokio::test]
async fn wait_beyond_the_limit_is_an_error_and_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let patient = store_in(directory.path());
    let key = SessionKey::default();
    let version = patient.save(&key, &signed_in("a"), None).await.unwrap();
    let lock = File::open(directory.path().join("session.json.lock")).unwrap();
    lock.lock().unwrap();
    for timeout in [Duration::ZERO, Duration::from_millis(20)] {
        let store = patient.clone().with_lock_timeout(timeout);
        for error in [
            store.save(&key, &signed_in("b"), Some(&version)).await.unwrap_err(),
            store.clear(&key, &version).await.unwrap_err(),
        ] {
            assert!(error.is_unavailable(), "{error}");
            assert!(error.to_string().contains("session.json.lock is locked"), "{error}");
        }
        assert_eq!(store.load(&key).await.unwrap().unwrap().version, version, "loads need none");
    }
    assert_eq!(names(directory.path()), ["session.json", "session.json.lock"]);
    lock.unlock().unwrap();
    let impatient = patient.with_lock_timeout(Duration::ZERO);
    impatient.save(&key, &signed_in("b"), Some(&version)).await.unwrap();
}

#[test]
fn one_at_a_time_and_released_when_dropped() {
    let directory = tempfile::tempdir().unwrap();
    let lock = LockFile::new(directory.path().join("x.lock")).with_timeout(Duration::ZERO);
    let held = lock.acquire().unwrap();
    assert!(lock.clone().acquire().unwrap_err().is_unavailable());
    std::thread::scope(|scope| {
        scope.spawn(|| assert!(lock.acquire().unwrap_err().is_unavailable()));
    });
    drop(held);
    drop(lock.acquire().unwrap());
    let nowhere = LockFile::new(directory.path().join("missing/x.lock"));
    assert!(nowhere.acquire().is_err());
}

/// A program that is stopped while it holds the lock, as in a debugger.
#[cfg(unix)]
#[test]
fn stopped_program_does_not_stop_the_others_for_ever() {
    use futures_util::FutureExt;
    use rustix::process::{Signal, WaitOptions, kill_process, waitpid};

    use crate::file_processes::{Writer, increment, load, save_first};

    let directory = tempfile::tempdir().unwrap();
    let store = store_in(directory.path());
    save_first(&store);
    let mut writer = Writer::start(store.path(), u64::MAX);
    writer.next_ack();
    let lock = LockFile::new(directory.path().join("session.json.lock"));
    let lock = lock.with_timeout(Duration::ZERO);
    let mut stops = 0;
    loop {
        kill_process(writer.id(), Signal::STOP).unwrap();
        waitpid(Some(writer.id()), WaitOptions::UNTRACED).unwrap();
        if lock.acquire().is_err() {
            break;
        }
        stops += 1;
        assert!(stops < 10_000, "it is never stopped while it writes");
        kill_process(writer.id(), Signal::CONT).unwrap();
        writer.next_ack();
    }
    let impatient = store.clone().with_lock_timeout(Duration::from_millis(20));
    let stored = load(&impatient);
    let session = signed_in("1000000");
    let key = SessionKey::default();
    let saved = impatient.save(&key, &session, Some(&stored.version)).now_or_never().unwrap();
    let error = saved.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    kill_process(writer.id(), Signal::CONT).unwrap();
    assert!(increment(&store) < 1_000_000, "the save that was refused was not done");
}
