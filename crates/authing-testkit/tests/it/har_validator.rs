//! What `har::export` writes, before the eyes of somebody else: the npm package `har-validator`.

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use authing_testkit::fixture::Fixture;
use authing_testkit::har;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::fixtures;

/// Reads one archive a line, and answers each with a line: `ok`, or what is wrong with it.
const SCRIPT: &str = "
    const { har } = require('har-validator/lib/async');
    const lines = require('fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean);
    for (const line of lines) {
        har(JSON.parse(line), error => console.log(error ? JSON.stringify(error.errors) : 'ok'));
    }
";

/// Where `.ci/run` installs what tests need beyond cargo.
fn tools() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools");
    env::var_os("AUTHING_TEST_TOOLS").map_or_else(usual, PathBuf::from)
}

/// What the validator says to each archive; `None` where there is no validator.
fn judged(archives: &[Value]) -> Option<Vec<String>> {
    let modules = tools().join("node_modules");
    if !modules.join("har-validator").is_dir() {
        let told = b"SKIPPED: needs the npm package har-validator, which .ci/run installs\n";
        std::io::stderr().write_all(told).unwrap();
        return None;
    }
    let mut node = Command::new("node")
        .args(["-e", SCRIPT])
        .env("NODE_PATH", modules)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: String = archives.iter().map(|archive| format!("{archive}\n")).collect();
    // The script reads everything before it writes anything.
    node.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    let told: Vec<_> =
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(told.len(), archives.len());
    Some(told)
}

/// Fixtures of all forms that there can be, always the same.
fn made_up() -> Vec<Fixture> {
    let mut runner = TestRunner::deterministic();
    let strategy = crate::har::fixture();
    (0..200).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn every_export_is_valid() {
    let all: Vec<_> = fixtures().into_iter().chain(made_up()).collect();
    let archives: Vec<_> = all.iter().map(har::export).collect();
    for (fixture, told) in all.iter().zip(judged(&archives).unwrap_or_default()) {
        assert_eq!(told, "ok", "{}", fixture.name());
    }
}

/// That the validator looks at what it is given.
#[test]
fn what_is_no_archive_is_not_valid() {
    let whole = har::export(&fixtures()[0]);
    let without = |pointer: &str, name: &str| {
        let mut archive = whole.clone();
        archive.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(name).unwrap();
        archive
    };
    let archives = [
        json!({"log": 5}),
        without("/log", "creator"),
        without("/log/entries/0", "startedDateTime"),
        without("/log/entries/0/request", "headers"),
        without("/log/entries/0/response", "content"),
    ];
    for told in judged(&archives).unwrap_or_default() {
        assert_ne!(told, "ok");
    }
}
