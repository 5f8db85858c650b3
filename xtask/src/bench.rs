//! `cargo xtask bench`: measures what the workspace costs, and holds what can be counted to a
//! budget.

mod budget;
mod callgrind;

use std::path::PathBuf;

use clap::Args;

use crate::ci::Output;
use crate::error::Error;
use crate::workspace::Workspace;

pub(crate) const LONG_ABOUT: &str = "\
Measure what the workspace costs, side by side with its floors

Without flags it builds the benchmarks and two programs, three times each, which takes some twelve minutes in all, and \
prints figures: ours, theirs, the ratio with the quartiles of the rounds, and whether the figures of the design are held.

--check-budget counts allocations and instructions of fixed pieces of work instead, which do not depend on how busy \
a machine is, and fails when crates/authing-bench/budget.toml is exceeded: allocations by a single one, instructions by \
more than 2 %. Instructions need valgrind. They are those of the compiler that the budget names; with another one 10 % \
are allowed, which is said. --renew-budget writes what is counted now as the new budget.";

#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Measure only this: calls, building, encryption, sessions, sandbox or cost; may be repeated
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,

    /// Measure less of everything: in less than a minute, with more noise
    #[arg(long)]
    quick: bool,

    /// Print the figures as JSON
    #[arg(long)]
    json: bool,

    /// Write docs/benchmarks.md
    #[arg(long, conflicts_with_all = ["json", "only", "quick"])]
    write: bool,

    /// Count allocations and instructions, and fail where the budget is exceeded
    #[arg(long, conflicts_with_all = ["json", "only", "quick", "write"])]
    check_budget: bool,

    /// Count them, and write them as the new budget
    #[arg(long, conflicts_with_all = ["json", "only", "quick", "write", "check_budget"])]
    renew_budget: bool,
}

pub(crate) fn run(workspace: &Workspace, arguments: &BenchArgs) -> Result<(), Error> {
    if arguments.check_budget {
        return budget::check(workspace);
    }
    if arguments.renew_budget {
        return budget::renew(workspace);
    }
    build(workspace, &["--package", "authing-bench", "--package", "authing-cli", "--bins"])?;
    let program = program(workspace, "authing-bench");
    let mut flags: Vec<&str> = arguments.only.iter().flat_map(|name| ["--only", name]).collect();
    flags.extend(arguments.quick.then_some("--quick"));
    flags.extend(arguments.json.then_some("--json"));
    if !arguments.write {
        return workspace.program(&program, &flags).run(Output::Shown);
    }
    let page = workspace.program(&program, &["--page"]).read()?;
    let path = workspace.root().join("docs/benchmarks.md");
    let file = |source| Error::File { action: "write", path: path.clone(), source };
    std::fs::write(&path, page).map_err(file)
}

/// Builds programs as users build theirs.
fn build(workspace: &Workspace, what: &[&str]) -> Result<(), Error> {
    let arguments = [&["build", "--quiet", "--profile", "measured"], what].concat();
    workspace.cargo(&arguments).run(Output::Shown)
}

/// A program that [`build`] has built.
fn program(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.target().join("measured").join(name)
}
