//! Developer commands of the authing workspace; `cargo xtask --help` lists them.
//!
//! CI and a laptop run the same thing: `cargo xtask ci` is a list of steps, and each step is
//! also a command of its own. Only `advisories` needs the network.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program reports on its standard streams"
)]

mod bench;
mod ci;
mod docs;
mod drift;
mod error;
mod fixtures;
mod fuzz;
#[cfg(test)]
mod guide;
mod layers;
mod snapshot;
mod soak;
mod tidy;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::ci::{Output, Step};
use crate::error::Error;
use crate::workspace::Workspace;

/// Developer commands of the authing workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  everything is as it should be
  1  a check found something; standard error says what and where
  2  wrong usage, or a tool that the command needs could not be run";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run every step in order, or only the one that is named
    Ci {
        /// The step to run alone
        step: Option<Step>,
    },
    /// Check the formatting of all Rust code
    Fmt {
        /// Format it instead
        #[arg(long)]
        write: bool,
    },
    /// Run clippy with warnings denied, with all features and for the facade with none
    Clippy,
    /// Build the documentation of the crates with warnings denied
    Rustdoc,
    /// Write the pages of docs/ that are generated from the code
    Docs {
        /// Fail when they differ instead, or when an operation's outcome has no proof
        #[arg(long)]
        check: bool,
    },
    /// Compare the crates' dependencies with the table of layers
    Layers,
    /// Check the hygiene of the repository
    Tidy,
    /// Run the snapshot tests, and look for pending and unreferenced snapshots
    #[command(long_about = snapshot::LONG_ABOUT)]
    Snapshot {
        /// Take what the tests produce as the new snapshots, and delete the unreferenced ones
        #[arg(long)]
        accept: bool,
        /// Check the snapshots in DIR/snapshots of the fixtures in a directory of one's own instead
        #[arg(long, value_name = "DIR")]
        fixtures: Option<PathBuf>,
        /// Print the outcome as one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Compare the structure of fixtures, client, sandbox and, if asked to, a live pool
    #[command(long_about = drift::LONG_ABOUT)]
    Drift(drift::Arguments),
    /// Record, replay and scan fixtures, and take them to HTTP archives and back
    Fixtures {
        #[command(subcommand)]
        command: fixtures::Command,
    },
    /// Measure what the workspace costs, and hold what can be counted to a budget
    #[command(long_about = bench::LONG_ABOUT)]
    Bench(bench::BenchArgs),
    /// Fuzz what is read from a network, a file or a camera
    #[command(long_about = fuzz::LONG_ABOUT)]
    Fuzz(fuzz::FuzzArgs),
    /// Call a sandbox that misbehaves, many times over, and watch what grows
    #[command(long_about = soak::LONG_ABOUT)]
    Soak(soak::SoakArgs),
    /// Check licences, banned crates and sources with cargo-deny, offline once cargo has fetched
    Deny,
    /// Check for known vulnerabilities with cargo-deny; needs the network, not part of `ci`
    Advisories,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn run(command: &Command) -> Result<(), Error> {
    let workspace = Workspace::find()?;
    let step = match command {
        Command::Ci { step: None } => return ci::run_all(&workspace),
        Command::Ci { step: Some(step) } => *step,
        Command::Fmt { write: true } => return workspace.rustfmt(&[])?.run(Output::Shown),
        Command::Fmt { write: false } => Step::Fmt,
        Command::Clippy => Step::Clippy,
        Command::Rustdoc => Step::Rustdoc,
        Command::Docs { check: false } => return docs::write(&workspace),
        Command::Docs { check: true } => Step::Docs,
        Command::Layers => Step::Layers,
        Command::Tidy => Step::Tidy,
        Command::Snapshot { accept, fixtures, json } => {
            return snapshot::run(&workspace, fixtures.as_deref(), *accept, *json);
        }
        Command::Drift(arguments) => return drift::run(&workspace, arguments),
        Command::Fixtures { command } => return fixtures::run(&workspace, command),
        Command::Bench(arguments) => return bench::run(&workspace, arguments),
        Command::Fuzz(arguments) => return fuzz::run(&workspace, arguments),
        Command::Soak(arguments) => return soak::run(&workspace, arguments),
        Command::Deny => Step::Deny,
        Command::Advisories => return ci::advisories(&workspace, Output::Shown),
    };
    step.run(&workspace, Output::Shown)
}

/// What the commands wait for sockets with.
fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    let start = |source| Error::Start { command: "the runtime".to_owned(), source };
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(start)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_documents_the_exit_codes() {
        let help = Arguments::command().render_long_help().to_string();
        assert!(help.contains("Exit codes:"), "{help}");
    }
}
