//! A real Secret Service, GNOME Keyring on a bus of the test's own, and a session without any.
//!
//! Where the keyring is, the environment tells. So the tests start this program again, with a helper
//! as its only test.
#![cfg(target_os = "linux")]

use std::io::{ErrorKind, Write};
use std::process::{Command, Output};

use authing_session::{SessionKey, SessionStore};
use authing_session_keyring::KeyringStore;
use authing_testkit::session_store::{CASES, INCREMENTS, count, increment_often};
use futures_util::FutureExt;
use tempfile::TempDir;

use crate::conformance::block_on;
use crate::samples::signed_in;

#[test]
fn gnome_keyring_keeps_the_contract_for_several_processes() {
    let home = tempfile::tempdir().unwrap();
    let missing = ["dbus-run-session", "gnome-keyring-daemon"].into_iter().find(|program| {
        let started = Command::new(program).arg("--version").output();
        started.is_err_and(|error| error.kind() == ErrorKind::NotFound)
    });
    if let Some(program) = missing {
        // Not by a macro, which the test harness would capture.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {program} is not installed");
        return;
    }
    let bus = home.path().join("bus.conf");
    std::fs::write(&bus, BUS).unwrap();
    let command = Command::new("dbus-run-session")
        .arg("--config-file")
        .arg(bus)
        .args(["--", "sh", "-c", SESSION])
        .arg(std::env::current_exe().unwrap())
        .arg("desktop::with_a_keyring")
        .output_in(&home, None);
    let said = String::from_utf8_lossy(&command.stdout).into_owned();
    assert!(command.status.success() && said.contains("1 passed"), "{command:?}");
    assert!(home.path().join("done").exists(), "it did not run to its end");
}

#[test]
fn session_without_a_keyring_is_unavailable() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("desktop::without_a_keyring")
        .output_in(&home, Some("unix:path=/nowhere/bus"));
    assert!(output.status.success(), "{output:?}");
    assert!(home.path().join("done").exists(), "it did not run to its end");
}

#[test]
#[ignore = "a helper: another test starts it in a session with a keyring"]
fn with_a_keyring() {
    let Some(home) = std::env::var_os(HOME) else { return };
    for case in CASES {
        // Each case begins with an empty store.
        let store = KeyringStore::new(format!("authing-test.{}", case.name())).unwrap();
        block_on(case.run(&store));
    }
    let store = KeyringStore::new(SHARED).unwrap();
    let key = SessionKey::default();
    store.save(&key, &signed_in("0"), None).now_or_never().unwrap().unwrap();
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args(["desktop::worker", "--exact", "--ignored"]).spawn().unwrap()
        })
        .collect();
    for mut worker in workers {
        assert!(worker.wait().unwrap().success());
    }
    let stored = store.load(&key).now_or_never().unwrap().unwrap().unwrap();
    assert_eq!(count(&stored), 3 * INCREMENTS);
    std::fs::write(std::path::Path::new(&home).join("done"), "").unwrap();
}

#[test]
#[ignore = "a helper: another test starts it in processes of their own"]
fn worker() {
    if std::env::var_os(HOME).is_some() {
        let store = KeyringStore::new(SHARED).unwrap();
        block_on(increment_often(&store, &SessionKey::default()));
    }
}

#[test]
#[ignore = "a helper: another test starts it in a session without a keyring"]
fn without_a_keyring() {
    let Some(home) = std::env::var_os(HOME) else { return };
    let store = KeyringStore::new(SHARED).unwrap();
    let key = SessionKey::default();
    for error in [
        store.load(&key).now_or_never().unwrap().map(drop).unwrap_err(),
        store.save(&key, &signed_in("canary"), None).now_or_never().unwrap().map(drop).unwrap_err(),
        block_on(store.load(&key)).map(drop).unwrap_err(),
    ] {
        assert!(error.is_unavailable(), "{error:?}");
        assert!(error.to_string().contains("no keyring can be reached"), "{error}");
        assert!(std::error::Error::source(&error).is_some(), "{error:?}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
    std::fs::write(std::path::Path::new(&home).join("done"), "").unwrap();
}

trait InHome {
    /// Runs a helper in a home directory of its own, and on this bus.
    fn output_in(&mut self, home: &TempDir, bus: Option<&str>) -> Output;
}

impl InHome for Command {
    fn output_in(&mut self, home: &TempDir, bus: Option<&str>) -> Output {
        for name in [HOME, "HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"] {
            self.env(name, home.path());
        }
        self.env_remove("DBUS_SESSION_BUS_ADDRESS");
        if let Some(bus) = bus {
            self.env("DBUS_SESSION_BUS_ADDRESS", bus);
        }
        self.args(["--exact", "--ignored", "--nocapture"]).output().unwrap()
    }
}

const HOME: &str = "AUTHING_SESSION_KEYRING_TEST_HOME";
const SHARED: &str = "authing-test.shared";

/// A bus that starts no services by itself.
const BUS: &str = "\
<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN'
 'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context='default'>
    <allow send_destination='*' eavesdrop='true'/>
    <allow eavesdrop='true'/>
    <allow own='*'/>
  </policy>
</busconfig>";

/// Starts the keyring, waits until it is there, runs the program, and ends the keyring.
const SESSION: &str = "\
printf password | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
keyring=$!
trap 'kill $keyring' EXIT
looks=0
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true; do
  looks=$((looks + 1))
  [ $looks -lt 5000 ] || exit 3
done
\"$0\" \"$@\"";
