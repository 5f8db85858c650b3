//! `cargo xtask snapshot`: runs the snapshot tests and keeps their files honest.
//!
//! Insta itself notices a snapshot that differs. It does not notice a file that no test reads any
//! more, nor one that a developer forgot to accept; both are failures here.

mod directory;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::ci::Output;
use crate::error::Error;
use crate::workspace::Workspace;

/// The long help of the command: the convention for snapshot tests.
pub(crate) const LONG_ABOUT: &str = "\
Run the snapshot tests, and look for pending and unreferenced snapshots.

A snapshot test has the word `snapshot` in its path, usually by its module, as in \
`snapshots::login_by_account`: that word is how the tests are found. A test that reads a \
snapshot under another name shows up here as an unreferenced file. With `--accept`, what the \
tests produce becomes the new snapshots, and unreferenced and pending files are deleted; the \
difference is then to be read in `git diff`.

With `--fixtures DIR` it is about the fixtures DIR/OPERATION/CASE.json of a directory of one's own, and \
their snapshots DIR/snapshots/OPERATION__CASE.snap: the request on the wire, the decoded value, the \
error with its causes. See docs/drift.md.";

/// The filter that picks snapshot tests by their path.
const FILTER: &str = "snapshot";

/// Checks or accepts the snapshots of the workspace, or those of a directory of fixtures.
pub(crate) fn run(
    workspace: &Workspace,
    fixtures: Option<&Path>,
    accept: bool,
    json: bool,
) -> Result<(), Error> {
    match fixtures {
        Some(directory) if accept => directory::accept(directory, json),
        Some(directory) => directory::check(directory, json),
        None => {
            let outcome = match (accept, json) {
                (true, _) => self::accept(workspace, json),
                (false, true) => check(workspace, Output::Kept),
                (false, false) => check(workspace, Output::Shown),
            };
            // What kept us from looking is no outcome.
            if json && outcome.as_ref().err().is_none_or(|error| error.exit_code() == 1) {
                let text = outcome.as_ref().err().map(ToString::to_string).unwrap_or_default();
                let problems: Vec<_> = text.lines().collect();
                println!("{}", json!({"data": {"problems": problems}}));
            }
            outcome
        }
    }
}

/// Runs the snapshot tests without writing anything.
pub(crate) fn check(workspace: &Workspace, output: Output) -> Result<(), Error> {
    // The pending ones first: they explain a difference better than the failing test does.
    let pending = workspace.pending_snapshots()?;
    if !pending.is_empty() {
        return Err(Error::Found(complaint("is pending: accept or delete it", &pending)));
    }
    let referenced = run_tests(workspace, Update::Never)?;
    let stored = workspace.snapshots()?;
    let unreferenced = unreferenced(&stored, &referenced);
    if unreferenced.is_empty() {
        if output == Output::Shown {
            println!("{} snapshots, all as stored", stored.len());
        }
        return Ok(());
    }
    let complaint = complaint("is read by no test that has `snapshot` in its path", &unreferenced);
    Err(Error::Found(format!("{complaint}\n`cargo xtask snapshot --accept` deletes such files")))
}

/// Runs the snapshot tests, writes what they produce, and deletes what is left over.
fn accept(workspace: &Workspace, json: bool) -> Result<(), Error> {
    let referenced = run_tests(workspace, Update::Always)?;
    // Only after all tests have passed: a failing one may not have come to its snapshots.
    let mut leftover = unreferenced(&workspace.snapshots()?, &referenced);
    leftover.extend(workspace.pending_snapshots()?);
    for file in leftover {
        let path = workspace.root().join(&file);
        fs::remove_file(&path).map_err(|source| Error::File { action: "delete", path, source })?;
        if !json {
            println!("deleted {file}");
        }
    }
    Ok(())
}

#[derive(Clone, Copy, Debug)]
enum Update {
    Never,
    Always,
}

/// Runs the tests and returns the snapshot files that they looked at, relative to the root.
fn run_tests(workspace: &Workspace, update: Update) -> Result<BTreeSet<String>, Error> {
    let list = workspace.scratch()?.join("snapshot-references.txt");
    fs::write(&list, "").map_err(|source| Error::File {
        action: "empty",
        path: list.clone(),
        source,
    })?;
    let update = match update {
        Update::Never => "no",
        Update::Always => "always",
    };
    workspace
        .cargo(&["test", "--quiet", "--workspace", "--tests", "--no-fail-fast", FILTER])
        // Somebody's own settings must not decide what the check finds.
        .without_env_prefix("INSTA_")
        .env("INSTA_FORCE_PASS", "0")
        .env("INSTA_UPDATE", update)
        .env("INSTA_SNAPSHOT_REFERENCES_FILE", &list)
        // The difference tells all; where insta panics is noise.
        .env("RUST_BACKTRACE", "0")
        .run(Output::Kept)
        .map_err(condense)?;
    let text = fs::read_to_string(&list).map_err(|source| Error::File {
        action: "read",
        path: list,
        source,
    })?;
    Ok(text.lines().filter_map(|line| relative(workspace.root(), Path::new(line))).collect())
}

/// Leaves of the output of the tests what is about differences.
fn condense(error: Error) -> Error {
    let Error::Failed { command, output } = error else {
        return error;
    };
    let is_noise = |line: &str| {
        line.is_empty() || line.starts_with("running ") || line.starts_with("test result: ok")
    };
    let lines: Vec<_> = output.lines().filter(|line| !is_noise(line)).collect();
    Error::Failed { command, output: lines.join("\n") }
}

/// A path below the root, with `..` and links resolved. Insta writes paths relative to the test.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let path: PathBuf = path.canonicalize().ok()?;
    let path = path.strip_prefix(root).ok()?;
    Some(path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/"))
}

fn unreferenced(stored: &[String], referenced: &BTreeSet<String>) -> Vec<String> {
    stored.iter().filter(|file| !referenced.contains(*file)).cloned().collect()
}

fn complaint(what: &str, files: &[String]) -> String {
    let lines: Vec<_> = files.iter().map(|file| format!("{file} {what}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{condense, relative, unreferenced};
    use crate::error::Error;
    use crate::workspace::Workspace;

    #[test]
    fn a_file_that_no_test_read_is_unreferenced() {
        let stored = ["a.snap".to_owned(), "b.snap".to_owned()];
        let referenced = BTreeSet::from(["a.snap".to_owned()]);
        assert_eq!(unreferenced(&stored, &referenced), ["b.snap"]);
    }

    #[test]
    fn test_binaries_without_a_difference_are_not_shown() {
        let output = "\nrunning 0 tests\n\ntest result: ok. 0 passed\n\n-old\n+new\n".to_owned();
        let error = condense(Error::Failed { command: "cargo test".into(), output });
        assert_eq!(error.to_string(), "`cargo test` failed:\n-old\n+new");
    }

    #[test]
    fn paths_are_compared_relative_to_the_root() {
        let workspace = Workspace::find().unwrap();
        let path = workspace.root().join("xtask/src/../Cargo.toml");
        assert_eq!(relative(workspace.root(), &path).as_deref(), Some("xtask/Cargo.toml"));
        assert_eq!(relative(workspace.root(), "no/such.snap".as_ref()), None);
    }
}
