use std::collections::BTreeSet;

use authing::Retry;
use serde_json::json;

use super::trial::{End, Trial};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{self, Output};

/// What came of all trials.
#[derive(Debug)]
pub(super) struct Report {
    trials: Vec<Trial>,
}

impl Report {
    pub(super) fn new(trials: Vec<Trial>) -> Self {
        Self { trials }
    }

    /// Prints it, and gives the exit code.
    pub(super) fn print(&self, output: Output) -> Exit {
        if output.json {
            output.value(&self.to_json());
        } else {
            output.text(&self.to_table());
        }
        if self.wrong() == 0 { Exit::Success } else { Exit::Refused }
    }

    fn wrong(&self) -> usize {
        self.trials.iter().filter(|trial| trial.wrong.is_some()).count()
    }

    fn summary(&self) -> String {
        let operations: BTreeSet<_> = self.trials.iter().map(|trial| trial.operation).collect();
        let count = self.trials.len();
        let of = format!("{count} calls of {} operations", operations.len());
        match self.wrong() {
            0 => format!("{of}: none hangs, none is sent twice in vain, no session is lost"),
            wrong => format!("{of}: {wrong} not as they should be"),
        }
    }

    fn to_table(&self) -> String {
        let mut lines = vec![line(["OPERATION", "FAULT", "PASSES", "STAYS"])];
        for pair in self.trials.chunks(2) {
            let [passes, stays] = pair else { continue };
            let cells = [passes, stays].map(cell);
            lines.push(line([passes.operation, passes.fault, &cells[0], &cells[1]]));
            for wrong in pair.iter().filter_map(|trial| trial.wrong.as_ref()) {
                lines.push(format!("    WRONG: {}\n", output::clean(wrong)));
            }
        }
        lines.push(format!("\n{}\n", self.summary()));
        lines.concat()
    }

    fn to_json(&self) -> serde_json::Value {
        let rows: Vec<_> = self
            .trials
            .iter()
            .map(|trial| {
                json!({
                    "operation": trial.operation,
                    "class": class(trial.class),
                    "fault": trial.fault,
                    "stays": trial.stays,
                    "end": word(trial.end),
                    "attempts": trial.attempts,
                    "wrong": trial.wrong,
                })
            })
            .collect();
        let details = json!({ "rows": rows });
        if self.wrong() == 0 {
            return json!({ "data": details });
        }
        let failure = Failure { exit: Exit::Refused, ..Failure::input(self.summary()) };
        let mut error = output::error_object(&failure);
        error["details"] = details;
        json!({ "error": error })
    }
}

fn class(class: Retry) -> &'static str {
    match class {
        Retry::Read => "read",
        Retry::Idempotent => "idempotent",
        _ => "never",
    }
}

fn word(end: End) -> &'static str {
    match end {
        End::Done => "done",
        End::Unknown => "unknown",
        End::NotDone => "not done",
        End::Hangs => "hangs",
    }
}

/// What came of one call: how it ended, and how often it was sent if more than once.
fn cell(trial: &Trial) -> String {
    match trial.attempts {
        1 => word(trial.end).to_owned(),
        attempts => format!("{} ({attempts}x)", word(trial.end)),
    }
}

fn line([operation, fault, passes, stays]: [&str; 4]) -> String {
    format!("{operation:37}{fault:16}{passes:16}{stays}\n")
}
