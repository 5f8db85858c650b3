use std::collections::BTreeSet;
use std::time::Duration;

use authing::ErrorCode;
use serde_json::json;

use super::scenario::{Scenario, Seen};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{self, Output};

/// An operation by its name, and how it may end.
pub(crate) type Pair = (&'static str, ErrorCode);

/// What is documented: each operation succeeds, and meets each code that its section names.
pub(crate) fn documented() -> BTreeSet<Pair> {
    let mut pairs = BTreeSet::new();
    for operation in authing::operations::ALL {
        pairs.insert((operation.name, ErrorCode::OK));
        pairs.extend(operation.codes().into_iter().map(|code| (operation.name, code)));
    }
    pairs.extend(authing::LOCAL.iter().map(|local| (local.name, ErrorCode::OK)));
    for composite in authing::COMPOSITES {
        pairs.extend(composite.codes().iter().map(|code| (composite.name, *code)));
        pairs.insert((composite.name, ErrorCode::OK));
    }
    pairs
}

/// What was to come of one call, and what came.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    operation: &'static str,
    expected: ErrorCode,
    because: &'static str,
    seen: Result<Seen, String>,
}

impl Row {
    /// The row of a scenario that was played.
    pub(crate) fn new(scenario: &Scenario, seen: Result<Seen, String>) -> Self {
        Self {
            operation: scenario.operation,
            expected: scenario.expected,
            because: scenario.because,
            seen,
        }
    }

    /// What is wrong with it, where something is.
    fn fault(&self, documented: &BTreeSet<Pair>) -> Option<String> {
        match &self.seen {
            Err(reason) => Some(reason.clone()),
            Ok(seen) if seen.code != self.expected => Some(format!("got {}", label(seen.code))),
            Ok(_) if !documented.contains(&(self.operation, self.expected)) => {
                Some("is not documented for this operation".to_owned())
            }
            Ok(_) => None,
        }
    }
}

/// What came of all scenarios.
#[derive(Debug)]
pub(crate) struct Report {
    rows: Vec<(Row, Option<String>)>,
    missing: Vec<Pair>,
    time: Duration,
}

impl Report {
    /// Judges the rows by what is documented.
    pub(crate) fn new(mut rows: Vec<Row>, documented: &BTreeSet<Pair>, time: Duration) -> Self {
        let order = |row: &Row| {
            let place = authing::operations::ALL.iter().position(|info| info.name == row.operation);
            // Those that send nothing stand in no table of requests.
            place.unwrap_or(usize::MAX)
        };
        rows.sort_by_key(|row| (order(row), row.expected));
        let shown: BTreeSet<Pair> = rows.iter().map(|row| (row.operation, row.expected)).collect();
        Self {
            missing: documented.difference(&shown).copied().collect(),
            rows: rows
                .into_iter()
                .map(|row| {
                    let fault = row.fault(documented);
                    (row, fault)
                })
                .collect(),
            time,
        }
    }

    /// How many rows are wrong or missing.
    fn faults(&self) -> usize {
        self.rows.iter().filter(|(_, fault)| fault.is_some()).count() + self.missing.len()
    }

    /// Prints it, and gives the exit code.
    pub(crate) fn print(&self, output: Output) -> Exit {
        let faults = self.faults();
        if output.json {
            output.value(&self.to_json());
        } else {
            output.text(&self.to_table());
        }
        if faults == 0 { Exit::Success } else { Exit::Refused }
    }

    fn summary(&self) -> String {
        let count = self.rows.len();
        let time = milliseconds(self.time);
        match self.faults() {
            0 => format!("{count} rows in {time} ms: all as documented"),
            faults => format!("{count} rows in {time} ms: {faults} not as documented"),
        }
    }

    fn to_table(&self) -> String {
        let mut lines = vec![line(["OPERATION", "OUTCOME", "TIME", "BECAUSE"])];
        for (row, fault) in &self.rows {
            let time = row.seen.as_ref().map_or("-".to_owned(), |seen| micros(seen.time));
            let outcome = label(row.expected);
            lines.push(line([row.operation, &outcome, &time, row.because]));
            if let Some(fault) = fault {
                lines.push(format!("    NOT AS DOCUMENTED: {}\n", output::clean(fault)));
            }
        }
        for (operation, code) in &self.missing {
            let because = "NOT AS DOCUMENTED: there is no row for it";
            lines.push(line([operation, &label(*code), "-", because]));
        }
        lines.push(format!("\n{}\n", self.summary()));
        lines.concat()
    }

    fn to_json(&self) -> serde_json::Value {
        let rows: Vec<_> = self
            .rows
            .iter()
            .map(|(row, fault)| {
                json!({
                    "operation": row.operation,
                    "code": row.expected,
                    "name": row.expected.name(),
                    "because": row.because,
                    "microseconds": row.seen.as_ref().ok().map(|seen| seen.time.as_micros()),
                    "fault": fault,
                })
            })
            .collect();
        let missing: Vec<_> = self
            .missing
            .iter()
            .map(|(operation, code)| json!({"operation": operation, "code": code}))
            .collect();
        let details = json!({
            "rows": rows,
            "missing": missing,
            "milliseconds": self.time.as_millis(),
        });
        if self.faults() == 0 {
            return json!({ "data": details });
        }
        let failure = Failure { exit: Exit::Refused, ..Failure::input(self.summary()) };
        let mut error = output::error_object(&failure);
        error["details"] = details;
        json!({ "error": error })
    }
}

fn label(code: ErrorCode) -> String {
    format!("{code} {}", code.name().unwrap_or("unknown"))
}

fn line([operation, outcome, time, because]: [&str; 4]) -> String {
    format!("{operation:37}{outcome:34}{time:>10}  {because}\n")
}

fn micros(time: Duration) -> String {
    format!("{} µs", time.as_micros())
}

fn milliseconds(time: Duration) -> u128 {
    time.as_millis()
}

#[cfg(test)]
mod tests;
