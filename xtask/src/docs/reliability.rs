//! `docs/reliability.md`: what comes of each operation in each fault, as `authing demo --faults` saw
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::env::consts::EXE_SUFFIX;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::ci::Output;
use crate::error::Error;
use crate::workspace::Workspace;

#[derive(Deserialize)]
struct Answer {
    data: Option<Data>,
    error: Option<Failure>,
}

#[derive(Deserialize)]
struct Failure {
    details: Data,
}

#[derive(Deserialize)]
struct Data {
    rows: Vec<Trial>,
}

/// One call in one fault.
#[derive(Deserialize)]
struct Trial {
    operation: String,
    class: String,
    fault: String,
    stays: bool,
    end: String,
    attempts: usize,
    wrong: Option<String>,
}

/// How a call ended where the fault passes, and where it stays.
type Ends = [String; 2];

/// Plays every fault, and makes the page; or tells which call went wrong.
pub(super) fn text(workspace: &Workspace) -> Result<String, Error> {
    // As `cargo test --workspace` builds it: with other features it would be built twice.
    workspace.cargo(&["build", "--quiet", "--workspace", "--bins", "--tests"]).run(Output::Kept)?;
    let program = workspace.target().join(format!("debug/authing{EXE_SUFFIX}"));
    let output = workspace.program(&program, &["demo", "--faults", "--json"]).output()?;
    let answer: Answer = serde_json::from_slice(&output.stdout).map_err(|_| {
        let log = String::from_utf8_lossy(&output.stderr);
        Error::Found(format!("`authing demo --faults` gave no table: {log}"))
    })?;
    match (answer.data, answer.error) {
        (Some(data), _) => Ok(page(&data.rows)),
        (None, failure) => Err(Error::Found(format!(
            "calls go wrong in faults:\n{}",
            wrong(&failure.map(|failure| failure.details.rows).unwrap_or_default())
        ))),
    }
}

/// A line for each call that went wrong.
fn wrong(trials: &[Trial]) -> String {
    let mut lines = String::new();
    for trial in trials {
        if let Some(wrong) = &trial.wrong {
            let _ = writeln!(lines, "  {} in {}: {wrong}", trial.operation, trial.fault);
        }
    }
    lines
}

fn page(trials: &[Trial]) -> String {
    let mut text = String::from(INTRODUCTION);
    for (class, title) in CLASSES {
        let of_class: Vec<_> = trials.iter().filter(|trial| trial.class == *class).collect();
        let operations: BTreeSet<_> =
            of_class.iter().map(|trial| trial.operation.as_str()).collect();
        let names: Vec<_> = operations.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(text, "\n## {title}\n\n{}.\n\n", wrapped(&names));
        text += "| Fault | Operations | Once | As long as it lasts |\n| --- | --- | --- | --- |\n";
        let mut faults: Vec<&str> = Vec::new();
        for trial in &of_class {
            if !faults.contains(&trial.fault.as_str()) {
                faults.push(&trial.fault);
            }
        }
        for fault in faults {
            rows(&mut text, fault, &of_class);
        }
    }
    text
}

/// The rows of one fault: the commonest ends first, the operations that differ after them.
fn rows(text: &mut String, fault: &str, of_class: &[&Trial]) {
    let mut by_operation: BTreeMap<&str, Ends> = BTreeMap::new();
    for trial in of_class.iter().filter(|trial| trial.fault == fault) {
        let ends = by_operation.entry(&trial.operation).or_default();
        ends[usize::from(trial.stays)] = match trial.attempts {
            1 => trial.end.clone(),
            attempts => format!("{}, {attempts} attempts", trial.end),
        };
    }
    let mut by_ends: BTreeMap<&Ends, Vec<&str>> = BTreeMap::new();
    for (operation, ends) in &by_operation {
        by_ends.entry(ends).or_default().push(operation);
    }
    let mut groups: Vec<_> = by_ends.into_iter().collect();
    groups.sort_by_key(|(ends, operations)| (std::cmp::Reverse(operations.len()), *ends));
    for (place, (ends, operations)) in groups.iter().enumerate() {
        let who = match (place, groups.len()) {
            (0, 1) => "all".to_owned(),
            (0, _) => "all but those below".to_owned(),
            _ => operations.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        };
        let _ = writeln!(text, "| {fault} | {who} | {} | {} |", ends[0], ends[1]);
    }
}

/// Words in lines of a length that can be read.
fn wrapped(words: &[String]) -> String {
    let mut text = String::new();
    let mut length = 0;
    for (place, word) in words.iter().enumerate() {
        if place > 0 {
            text.push(',');
            let fits = length + word.len() + 2 < 110;
            text.push(if fits { ' ' } else { '\n' });
            length = if fits { length + 2 } else { 0 };
        }
        text += word;
        length += word.len();
    }
    text
}

/// The retry classes, as the program and as people call them.
const CLASSES: &[(&str, &str)] = &[
    ("read", "Operations that change nothing"),
    ("idempotent", "Operations that may be done twice"),
    ("never", "Operations that must not be done twice"),
];

const INTRODUCTION: &str = "\
# Reliability

Generated by `cargo xtask docs` from what `authing demo --faults` sees; do not edit.

Each operation is called through the facade, with its defaults and on the sandbox's clock, in a situation in which it
succeeds; and each of the sandbox's faults is put in the way of that call, once and for as long as the call lasts. The
program fails, and with it `cargo xtask docs --check`, if a call outlasts its deadline of 30 seconds, if one is sent again
that the service may have done and must not do twice, if an error says that the service has not acted where it has, or if
a failed call changes the session (but that a sign-out ends it, and the service's word that nobody is signed in).

- *done*: the call succeeded.
- *unknown*: it failed, and `Error::may_have_acted` says that the service may have acted.
- *not done*: it failed, and the service has not acted.

Where a proxy sends a request twice, the service refuses what it has just done, and no client can tell. An answer that is
cut short after an operation was done is repeated where that does no harm; the service may then refuse the
repetition (`unbind_phone`: there is no phone any more), and the error still says *unknown*.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_that_differ_have_rows_of_their_own() {
        let trial = |operation: &str, stays, attempts| Trial {
            operation: operation.to_owned(),
            class: "read".to_owned(),
            fault: "503".to_owned(),
            stays,
            end: "done".to_owned(),
            attempts,
            wrong: None,
        };
        let trials = [
            trial("a", false, 1),
            trial("a", true, 1),
            trial("b", false, 1),
            trial("b", true, 1),
            trial("c", false, 2),
            trial("c", true, 3),
        ];
        let page = page(&trials);
        assert!(page.contains("| 503 | all but those below | done | done |\n"), "{page}");
        assert!(page.contains("| 503 | `c` | done, 2 attempts | done, 3 attempts |\n"), "{page}");
    }
}
