//! `cargo xtask drift`: whether fixtures, client, sandbox and a live pool still have the same
//! structure. The comparison is that of `authing_testkit::drift`; this prints it.

mod live;
mod report;
#[expect(clippy::unwrap_used, reason = "states are written for tests and end where one is wrong")]
mod states;

use std::collections::BTreeMap;

use authing_sandbox::Sandbox;
use authing_testkit::drift::{client_side, server_side};
use authing_testkit::fixture::Fixture;
use bytes::Bytes;
use futures_executor::block_on;

use self::report::Report;
use crate::error::Error;
use crate::workspace::Workspace;

/// The long help of the command.
pub(crate) const LONG_ABOUT: &str = "\
Compare the structure of what goes over the wire: which fields there are, of which types, what may \
be null, which code is answered. Each fixture is compared with what the client sends and with what the \
sandbox answers; with `--live`, a live pool is compared with both. The grades are in docs/drift.md.

A live pool is set up by AUTHING_HOST, AUTHING_USER_POOL_ID, AUTHING_APP_ID, AUTHING_TEST_ACCOUNT and \
AUTHING_TEST_PASSWORD, and by AUTHING_TEST_POOL, which must be the pool's id once more: without this \
mark, nothing is sent. Messages go to AUTHING_TEST_PHONE and AUTHING_TEST_EMAIL only.

It ends with 1 when there are errors, or warnings and `--strict`.";

/// How to compare.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Ask a live pool too; without --confirm, only print what would be sent
    #[arg(long)]
    live: bool,
    /// Really send
    #[arg(long, requires = "live")]
    confirm: bool,
    /// How many SMS and e-mails a live run may send
    #[arg(long, value_name = "N", default_value_t = 2, requires = "live")]
    max_messages: u32,
    /// Fail for warnings too
    #[arg(long)]
    strict: bool,
    /// List information too, which is otherwise counted only
    #[arg(long)]
    all: bool,
    /// Print the outcome as one JSON object
    #[arg(long)]
    json: bool,
}

/// What the sandbox answered, by the names of the fixtures.
type Answers = BTreeMap<String, http::Response<Bytes>>;

/// Compares.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    // Wrong settings are told before anything else happens.
    let live = if arguments.live { Some(live::Setup::from_env(variable)?) } else { None };
    let directory = workspace.root().join("fixtures");
    let fixtures =
        Fixture::load_all(&directory).map_err(|error| Error::Usage(error.to_string()))?;
    let mut report = Report::new(fixtures.len());
    let answers = offline(&fixtures, &mut report)?;
    if let Some(setup) = live {
        live::run(&setup, arguments, &fixtures, &answers, &mut report)?;
    }
    report.print(arguments)
}

/// The fixtures against the client and the sandbox.
fn offline(fixtures: &[Fixture], report: &mut Report) -> Result<Answers, Error> {
    let mut answers = Answers::new();
    for fixture in fixtures {
        let name = fixture.name();
        let failed = |error: authing_testkit::drift::DriftError| Error::Found(error.to_string());
        report.add(&name, "client", client_side(fixture).map_err(failed)?);
        let Some((sandbox, mut labels)) = states::of(fixture) else {
            return Err(Error::Found(format!("{name}: has no state of the sandbox")));
        };
        let side = server_side(fixture, Sandbox::BASE_URL, &sandbox, &mut labels);
        let side = block_on(side).map_err(failed)?;
        report.add(&name, "sandbox", side.findings);
        if let Some(answer) = side.answers.into_iter().next().flatten() {
            answers.insert(name, answer);
        }
    }
    Ok(answers)
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests;
