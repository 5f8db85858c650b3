//! The shell's example of docs/testing.md.

use std::env;
use std::path::Path;
use std::process::Command;

const GUIDE: &str = include_str!("../../../../docs/testing.md");

#[test]
fn the_guides_shell_example_works() {
    let (_, rest) = GUIDE.split_once("```sh\n").unwrap();
    let (script, _) = rest.split_once("```\n").unwrap();
    let directory = tempfile::tempdir().unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_authing")).parent().unwrap().to_owned();
    let usual = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([programs].into_iter().chain(env::split_paths(&usual))).unwrap();
    let output = Command::new("sh")
        .args(["-eu", "-c", script])
        .current_dir(&directory)
        .env_clear()
        .env("PATH", path)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stdout));
}
