//! A full disk and a limit of file sizes: an error, and every session as it was.
//!
//! Both need a process of their own: this test program, started again with [`filler`] as its only
//! test and its orders in the environment.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use authing_session::{FileStore, SessionStore};
use futures_util::FutureExt;

use crate::file::names;
use crate::samples::{key, signed_in};

/// Stores sessions until that fails, and looks whether anything was lost.
#[test]
#[ignore = "a helper: the other tests start it in processes of its own"]
fn filler() {
    let (Some(directory), Ok(reason)) = (std::env::var_os(DIRECTORY), std::env::var(REASON)) else {
        return;
    };
    let directory = Path::new(&directory);
    let store = FileStore::new(directory.join("session.json")).unwrap();
    let token = |number: usize| format!("{number}-{}", "x".repeat(1_000));
    let save = |number: usize| {
        let (key, session) = (key(&number.to_string()), signed_in(&token(number)));
        store.save(&key, &session, None).now_or_never().unwrap()
    };
    let mut versions = Vec::new();
    let error = loop {
        match save(versions.len()) {
            Ok(version) => versions.push(version),
            Err(error) => break error,
        }
        assert!(versions.len() < 1_000, "there is no limit");
    };
    assert!(versions.len() > 2, "{error:?}");
    assert!(error.is_unavailable(), "{error:?}");
    assert!(error.to_string().contains(&reason), "{error:?}");
    // A change of one that is there fails too, and leaves it.
    let longer = signed_in(&"y".repeat(5_000));
    let changed = store.save(&key("0"), &longer, Some(&versions[0])).now_or_never().unwrap();
    assert!(changed.unwrap_err().is_unavailable());
    for (number, version) in versions.iter().enumerate() {
        let stored = store.load(&key(&number.to_string())).now_or_never().unwrap();
        let stored = stored.unwrap().expect("nothing is lost");
        assert_eq!(&stored.version, version);
        assert_eq!(stored.session.id_token().unwrap().expose_secret(), token(number));
    }
    assert_eq!(names(directory), ["session.json", "session.json.lock"], "nothing is left over");
    // Who signs out makes room.
    store.clear(&key("0"), &versions[0]).now_or_never().unwrap().unwrap();
    save(versions.len()).unwrap();
}

#[test]
fn limit_of_file_sizes_is_an_error_and_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    // In blocks of 512 bytes. The signal that would end the program is ignored, as servers do.
    let output =
        fill("sh", &[], "trap '' XFSZ && ulimit -f 16 && exec", directory.path(), "ulimit");
    assert!(output.status.success(), "{output:?}");
    let store = FileStore::new(directory.path().join("session.json")).unwrap();
    let session = signed_in(&"y".repeat(5_000));
    store.save(&key("new"), &session, None).now_or_never().unwrap().unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn full_disk_is_an_error_and_loses_nothing() {
    let may_mount = Command::new("unshare").args(["-rm", "true"]).output();
    if !may_mount.is_ok_and(|output| output.status.success()) {
        // Not by a macro, which the test harness would capture.
        let _ =
            writeln!(std::io::stderr(), "SKIPPED: this user may mount no file system (unshare)");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let mount = "mount -t tmpfs -o size=64k,mode=700 tmpfs \"$DIRECTORY\" && exec";
    let output = fill("unshare", &["-rm", "sh"], mount, directory.path(), "the disk is full");
    assert!(output.status.success(), "{output:?}");
}

/// Runs [`filler`] after a line of shell.
fn fill(program: &str, arguments: &[&str], line: &str, directory: &Path, reason: &str) -> Output {
    Command::new(program)
        .args(arguments)
        .args(["-c", &format!("{line} \"$0\" \"$@\"")])
        .arg(std::env::current_exe().unwrap())
        .args(["file_limits::filler", "--exact", "--ignored", "--nocapture"])
        .env("DIRECTORY", directory)
        .env(DIRECTORY, directory)
        .env(REASON, reason)
        .output()
        .unwrap()
}

const DIRECTORY: &str = "AUTHING_SESSION_TEST_DIRECTORY";
const REASON: &str = "AUTHING_SESSION_TEST_REASON";
