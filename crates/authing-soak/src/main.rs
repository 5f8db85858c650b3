//! Calls a sandbox that misbehaves, many times over, and watches what grows.
//!
//! `cargo xtask soak` builds this program and runs it. Many sessions make mixed calls over loopback,
//! through the network transport, with retries on; the sandbox is a process of its own with a
//! running clock, and each of its faults strikes one call in a hundred. The program fails if
//!
//! - its memory, its open files or those of the sandbox stand higher in the last quarter of the
//!   calls than in the second (the first warms up), by more than [`Margin`](level::Margin) allows;
//! - a call outlasts its deadline;
//! - a session ends without a reason that the faults give, or answers for another user;
//! - a refresh token is used again after an answer, or twice at a time.
//!
//! The seed decides which calls are made and which are struck; which call comes first is up to the
//! machine, so no two runs are quite alike. Memory and open files are read from `/proc`, so it runs
//! on Linux only.

mod calls;
mod faults;
mod ledger;
mod level;
mod process;
mod refresh_tokens;
mod report;
mod server;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

/// What ends a run before its verdict, and the verdict if it is not good.
type Error = Box<dyn std::error::Error + Send + Sync>;

/// Call a sandbox that misbehaves, many times over, and watch what grows
#[derive(Clone, Debug, Parser)]
struct Arguments {
    /// How many calls to make
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(400..))]
    calls: u64,

    /// Fail if they take longer than this, in seconds
    #[arg(long, value_name = "N", default_value_t = 3_600)]
    seconds_limit: u64,

    /// How many users are signed in
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    sessions: u64,

    /// How many calls are made at a time
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    at_once: u64,

    /// What the choice of calls and faults begins with
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Be the sandbox, until standard input ends
    #[arg(long, hide = true)]
    serve: bool,
}

impl Arguments {
    fn limit(&self) -> Duration {
        Duration::from_secs(self.seconds_limit)
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let result = runtime.map_err(Error::from).and_then(|runtime| {
        if arguments.serve {
            runtime.block_on(server::serve(&arguments))
        } else {
            runtime.block_on(calls::run(&arguments))
        }
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "a program tells why it fails")]
            {
                eprintln!("error: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn arguments_are_well_formed() {
        super::Arguments::command().debug_assert();
    }
}
