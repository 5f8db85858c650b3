//! A short run of the soak.

use std::process::Command;

/// The whole of it takes minutes: `cargo xtask soak`.
#[cfg(target_os = "linux")]
#[test]
fn five_thousand_calls_leave_nothing_behind() {
    let output = Command::new(env!("CARGO_BIN_EXE_authing-soak"))
        .args(["--calls=5000", "--sessions=64", "--seconds-limit=300"])
        .output()
        .unwrap();
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    // Faults have struck.
    assert!(out.contains("timed out") && out.contains("failed, may have acted"), "{out}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_takes_too_long_fails() {
    let output = Command::new(env!("CARGO_BIN_EXE_authing-soak"))
        .args(["--calls=100000", "--sessions=2", "--seconds-limit=0"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("calls within 0 s"), "{error}");
}
