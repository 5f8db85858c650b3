//! What a user meets who is not the superuser: directories and files that are not theirs.
//!
//! In a process of its own, since the superuser may do everything: this test program, started again
//! with [`user`] as its only test, as an ordinary user.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use authing_session::{FileStore, SessionKey, SessionStore, StoreError, Version};
use futures_util::FutureExt;

use crate::file::{names, store_in};
use crate::samples::signed_in;

#[test]
fn ordinary_user_is_told_what_is_wrong_and_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = Command::new("/proc/self/exe");
    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
        std::os::unix::fs::chown(directory.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    if !cfg!(target_os = "linux") {
        command = Command::new(std::env::current_exe().unwrap());
    }
    let output = command
        .args(["file_ordinary_user::user", "--exact", "--ignored", "--nocapture"])
        .env(DIRECTORY, directory.path())
        .current_dir("/")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("1 passed"), "{said}");
    assert!(directory.path().join(DONE).exists(), "it did not run to its end");
}

#[test]
#[ignore = "a helper: the other test starts it in a process of its own"]
fn user() {
    let Some(directory) = std::env::var_os(DIRECTORY) else {
        return;
    };
    let directory = Path::new(&directory);
    assert!(!rustix::process::geteuid().is_root());
    read_only_directory(&fresh(directory, "read-only"));
    closed_directory(&fresh(directory, "closed"));
    foreign_lock(&fresh(directory, "lock"));
    foreign_file();
    linked_directory(&fresh(directory, "links"));
    std::fs::write(directory.join(DONE), "").unwrap();
}

fn read_only_directory(directory: &Path) {
    let store = store_in(directory);
    let version = save(&store, "a", None).unwrap();
    set_permissions(directory, Permissions::from_mode(0o500)).unwrap();
    for error in changes(&store, &version) {
        denied_with(&error, "check the owner");
    }
    assert_eq!(load(&store).unwrap(), Some(version.clone()));
    set_permissions(directory, Permissions::from_mode(0o700)).unwrap();
    assert_eq!(names(directory), ["session.json", "session.json.lock"]);
    save(&store, "b", Some(&version)).unwrap();
}

/// A directory that may not be entered tells nothing of what is in it, least of all that there is
/// no session.
fn closed_directory(directory: &Path) {
    let store = store_in(directory);
    let version = save(&store, "a", None).unwrap();
    set_permissions(directory, Permissions::from_mode(0o000)).unwrap();
    denied_with(&load(&store).unwrap_err(), "check the owner");
    for error in changes(&store, &version) {
        denied_with(&error, "check the owner");
    }
    set_permissions(directory, Permissions::from_mode(0o700)).unwrap();
    assert_eq!(load(&store).unwrap(), Some(version));
}

/// As when the superuser has run the program once: the lock cannot be opened.
fn foreign_lock(directory: &Path) {
    let store = store_in(directory);
    let version = save(&store, "a", None).unwrap();
    let lock = directory.join("session.json.lock");
    set_permissions(&lock, Permissions::from_mode(0o000)).unwrap();
    for error in changes(&store, &version) {
        denied_with(&error, "session.json.lock");
    }
    assert_eq!(load(&store).unwrap(), Some(version));
}

/// A file that everybody may read and another user owns.
fn foreign_file() {
    let store = FileStore::new("/etc/passwd").unwrap();
    denied_with(&load(&store).unwrap_err(), "belongs to another user (id 0)");
    let version = Version::new("0123456789abcdef0123456789abcdef");
    for error in changes(&store, &version) {
        assert!(error.is_denied(), "{error}");
    }
}

/// Links among the directories are followed, and one that leads nowhere is a missing directory.
fn linked_directory(directory: &Path) {
    let (real, link) = (fresh(directory, "real"), directory.join("link"));
    std::os::unix::fs::symlink("real", &link).unwrap();
    let version = save(&store_in(&link), "a", None).unwrap();
    assert_eq!(load(&store_in(&real)).unwrap(), Some(version.clone()));
    assert!(link.is_symlink());
    std::fs::rename(&real, directory.join("moved")).unwrap();
    denied_with(&load(&store_in(&link)).unwrap_err(), "there is no directory");
    denied_with(&save(&store_in(&link), "b", None).unwrap_err(), "there is no directory");
    assert_eq!(load(&store_in(&directory.join("moved"))).unwrap(), Some(version));
}

fn fresh(directory: &Path, name: &str) -> std::path::PathBuf {
    let path = directory.join(name);
    std::fs::create_dir(&path).unwrap();
    path
}

/// The errors of everything that would change the session.
fn changes(store: &FileStore, version: &Version) -> [StoreError; 2] {
    let cleared = store.clear(&SessionKey::default(), version).now_or_never().unwrap();
    [save(store, "b", Some(version)).unwrap_err(), cleared.unwrap_err()]
}

fn save(store: &FileStore, token: &str, expected: Option<&Version>) -> Result<Version, StoreError> {
    store.save(&SessionKey::default(), &signed_in(token), expected).now_or_never().unwrap()
}

fn load(store: &FileStore) -> Result<Option<Version>, StoreError> {
    let loaded = store.load(&SessionKey::default()).now_or_never().unwrap();
    loaded.map(|stored| stored.map(|stored| stored.version))
}

fn denied_with(error: &StoreError, reason: &str) {
    assert!(error.is_denied(), "{error:?}");
    assert!(error.to_string().contains(reason), "{error:?}");
}

const DIRECTORY: &str = "AUTHING_SESSION_TEST_DIRECTORY";
const DONE: &str = "done";

/// The user that owns nothing.
const NOBODY: u32 = 65_534;
