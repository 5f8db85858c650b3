//! A long run against a sandbox that misbehaves.

use clap::Args;

use crate::ci::Output;
use crate::error::Error;
use crate::workspace::Workspace;

pub(crate) const LONG_ABOUT: &str = "\
Call a sandbox that misbehaves, many times over, and watch what grows.

Many sessions make mixed calls over loopback through the network transport, with retries, and each of the sandbox's \
faults strikes one attempt in a hundred. Fails if memory or open connections stand higher in the last quarter of the \
calls than in the second, if a call outlasts its deadline, if a session is lost, or if a refresh token is used twice \
without need. Linux only. `cargo test` makes a short run of it.";

#[derive(Debug, Args)]
pub(crate) struct SoakArgs {
    /// How many calls to make
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(400..))]
    calls: u64,

    /// Fail if they take longer than this, in seconds
    #[arg(long, value_name = "N", default_value_t = 3_600)]
    seconds_limit: u64,

    /// What the choice of calls and faults begins with
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

pub(crate) fn run(workspace: &Workspace, arguments: &SoakArgs) -> Result<(), Error> {
    workspace
        .cargo(&[
            "run",
            "--quiet",
            "--release",
            "--package=authing-soak",
            "--",
            &format!("--calls={}", arguments.calls),
            &format!("--seconds-limit={}", arguments.seconds_limit),
            &format!("--seed={}", arguments.seed),
        ])
        .run(Output::Shown)
}
