//! What was found, and how it is printed.

use authing_testkit::drift::live::Step;
use authing_testkit::drift::{Finding, Grade};
use serde_json::{Value, json};

use super::Arguments;
use crate::error::Error;

/// The findings of a run.
#[derive(Debug)]
pub(super) struct Report {
    fixtures: usize,
    rows: Vec<Row>,
    /// The steps of a live run, and whether they were taken.
    plan: Option<(Vec<Step>, bool)>,
}

#[derive(Debug)]
struct Row {
    fixture: String,
    /// Which sides were compared: `fixture/sandbox`.
    between: String,
    finding: Finding,
}

impl Report {
    pub(super) fn new(fixtures: usize) -> Self {
        Self { fixtures, rows: Vec::new(), plan: None }
    }

    /// What differs between a fixture and a side.
    pub(super) fn add(&mut self, fixture: &str, side: &str, findings: Vec<Finding>) {
        self.add_between(fixture, &format!("fixture/{side}"), findings);
    }

    pub(super) fn add_between(&mut self, fixture: &str, between: &str, findings: Vec<Finding>) {
        self.rows.extend(findings.into_iter().map(|finding| Row {
            fixture: fixture.to_owned(),
            between: between.to_owned(),
            finding,
        }));
    }

    pub(super) fn plan(&mut self, steps: Vec<Step>, is_done: bool) {
        self.plan = Some((steps, is_done));
    }

    pub(super) fn count(&self, grade: Grade) -> usize {
        self.rows.iter().filter(|row| row.finding.grade() == grade).count()
    }

    /// Prints the report; an error where the findings are to fail the command.
    pub(super) fn print(&self, arguments: &Arguments) -> Result<(), Error> {
        let lines = if arguments.json { self.to_json().to_string() } else { self.text(arguments) };
        println!("{lines}");
        let (errors, warnings) = (self.count(Grade::Error), self.count(Grade::Warn));
        match (errors, warnings) {
            (0, 0) => Ok(()),
            (0, warnings) if arguments.strict => {
                Err(Error::Found(format!("{warnings} warnings, and --strict")))
            }
            (0, _) => Ok(()),
            (errors, _) => Err(Error::Found(format!("{errors} errors of structure"))),
        }
    }

    /// The plan, a line for each finding, the worst first, and the counts.
    pub(super) fn text(&self, arguments: &Arguments) -> String {
        let mut lines = Vec::new();
        if let Some((steps, is_done)) = &self.plan {
            let verb = if *is_done { "sent" } else { "would send" };
            for step in steps {
                let what = step.sends.map(|it| format!(", which sends an {}", it.as_str()));
                let what = what.unwrap_or_default();
                lines.push(match step.skipped {
                    None => format!("{verb} {} ({}{what})", step.request, step.fixture),
                    Some(reason) => format!("not {} ({}): {reason}", step.request, step.fixture),
                });
            }
            if !is_done {
                lines.push("nothing was sent; --confirm sends it".to_owned());
            }
        }
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.retain(|row| arguments.all || row.finding.grade() > Grade::Info);
        rows.sort_by_key(|row| std::cmp::Reverse(row.finding.grade()));
        lines.extend(rows.into_iter().map(|row| {
            let Row { fixture, between, finding } = row;
            format!("{:<5} {fixture} {between}: {finding}", finding.grade())
        }));
        lines.push(format!(
            "{} fixtures: {} errors, {} warnings, {} of information",
            self.fixtures,
            self.count(Grade::Error),
            self.count(Grade::Warn),
            self.count(Grade::Info),
        ));
        lines.join("\n")
    }

    pub(super) fn to_json(&self) -> Value {
        let findings = self.rows.iter().map(|row| {
            json!({
                "grade": row.finding.grade().as_str(), "fixture": row.fixture,
                "between": row.between, "place": row.finding.place,
                "change": row.finding.change.name(), "text": row.finding.change.to_string(),
            })
        });
        let mut data = json!({
            "fixtures": self.fixtures,
            "errors": self.count(Grade::Error),
            "warnings": self.count(Grade::Warn),
            "infos": self.count(Grade::Info),
            "findings": findings.collect::<Vec<_>>(),
        });
        if let Some((steps, is_done)) = &self.plan {
            let steps = steps.iter().map(|step| {
                json!({
                    "request": step.request, "fixture": step.fixture, "skipped": step.skipped,
                    "sends": step.sends.map(|channel| channel.as_str()),
                })
            });
            data["live"] = json!({"sent": is_done, "steps": steps.collect::<Vec<_>>()});
        }
        json!({"data": data})
    }
}
