//! The steps of continuous integration, each of which a laptop can run alone.

use std::time::Instant;

use clap::ValueEnum;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{docs, fixtures, layers, snapshot, tidy};

/// One step of `cargo xtask ci`, in the order in which they run: the quick ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// Formatting
    Fmt,
    /// Direction of dependencies
    Layers,
    /// Hygiene of the repository
    Tidy,
    /// Lints, warnings denied
    Clippy,
    /// Documentation of the crates, warnings denied
    Rustdoc,
    /// Pages that are generated from the code
    Docs,
    /// Snapshot tests
    Snapshot,
    /// Secrets in fixtures
    Fixtures,
    /// Licences, bans and sources
    Deny,
}

/// What happens to the output of the programs that a step starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// It is shown as it comes.
    Shown,
    /// It is kept, and becomes part of the error when the program fails.
    Kept,
}

impl Step {
    /// The name by which the step is called on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Runs the step.
    pub(crate) fn run(self, workspace: &Workspace, output: Output) -> Result<(), Error> {
        match self {
            Self::Fmt => workspace.rustfmt(&["--check"])?.run(output),
            Self::Layers => layers::check(workspace),
            Self::Tidy => tidy::check(workspace),
            Self::Clippy => clippy(workspace, output),
            Self::Rustdoc => rustdoc(workspace, output),
            Self::Docs => docs::check(workspace),
            Self::Snapshot => snapshot::check(workspace, output),
            Self::Fixtures => fixtures::check(workspace),
            Self::Deny => {
                workspace.cargo(&["deny", "check", "licenses", "bans", "sources"]).run(output)
            }
        }
    }
}

/// Runs all steps, prints a line for each, and goes on after a failure so that one run tells all.
pub(crate) fn run_all(workspace: &Workspace) -> Result<(), Error> {
    let steps = Step::value_variants();
    let failed = run_steps(steps, |step| {
        #[expect(clippy::disallowed_methods, reason = "the duration is only printed")]
        let start = Instant::now();
        let result = step.run(workspace, Output::Kept);
        let outcome = if result.is_ok() { "ok" } else { "failed" };
        println!("{:<10}{outcome:<8}{:>6.1} s", step.name(), start.elapsed().as_secs_f64());
        if let Err(error) = &result {
            eprintln!("{error}\n");
        }
        result
    });
    summary(steps.len(), &failed)
}

fn run_steps(steps: &[Step], mut run: impl FnMut(Step) -> Result<(), Error>) -> Vec<(Step, Error)> {
    steps.iter().filter_map(|&step| run(step).err().map(|error| (step, error))).collect()
}

fn summary(total: usize, failed: &[(Step, Error)]) -> Result<(), Error> {
    if failed.is_empty() {
        return Ok(());
    }
    let commands: Vec<_> =
        failed.iter().map(|(step, _)| format!("`cargo xtask {}`", step.name())).collect();
    Err(Error::Found(format!(
        "{} of {total} steps failed; to repeat: {}",
        failed.len(),
        commands.join(", ")
    )))
}

/// Looks for dependencies with known vulnerabilities. Fetches the advisory database.
pub(crate) fn advisories(workspace: &Workspace, output: Output) -> Result<(), Error> {
    workspace.cargo(&["deny", "check", "advisories"]).run(output)
}

fn clippy(workspace: &Workspace, output: Output) -> Result<(), Error> {
    let everything = ["--workspace", "--all-targets", "--all-features"];
    let bare_facade = ["--package", "authing", "--no-default-features"];
    for selection in [&everything, &bare_facade] {
        let arguments = [&["clippy", "--quiet"], &selection[..], &["--", "-D", "warnings"]];
        workspace.cargo(&arguments.concat()).run(output)?;
    }
    Ok(())
}

fn rustdoc(workspace: &Workspace, output: Output) -> Result<(), Error> {
    workspace
        .cargo(&["doc", "--quiet", "--workspace", "--no-deps", "--all-features"])
        .env("RUSTDOCFLAGS", "-D warnings")
        .run(output)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::{Step, run_steps, summary};
    use crate::error::Error;

    fn nothing_but_layers_fails(step: Step) -> Result<(), Error> {
        match step {
            Step::Layers => Err(Error::Found("a wrong arrow".into())),
            _ => Ok(()),
        }
    }

    #[test]
    fn steps_after_a_failure_still_run() {
        let mut seen = Vec::new();
        run_steps(Step::value_variants(), |step| {
            seen.push(step);
            nothing_but_layers_fails(step)
        });
        assert_eq!(seen, Step::value_variants());
    }

    #[test]
    fn one_failed_step_fails_the_whole_and_is_named() {
        let failed = run_steps(Step::value_variants(), nothing_but_layers_fails);
        let error = summary(7, &failed).unwrap_err();
        assert_eq!(error.to_string(), "1 of 7 steps failed; to repeat: `cargo xtask layers`");
        assert_eq!(error.exit_code(), 1);
    }

    #[test]
    fn no_failed_step_is_success() {
        assert!(summary(7, &[]).is_ok());
    }
}
