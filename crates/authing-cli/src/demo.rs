//! `authing demo`: every documented outcome of every operation, provoked through the facade against
//! a sandbox in this process.
//!
//! What is documented is taken from the table of operations and the catalogue of codes, so a new
//! operation or code without a row here makes the demo fail.

mod current_user;
mod login_by_account;
mod login_by_phone_code;
mod logout;
mod public_config;
mod register_by_email;
mod register_by_phone_code;
mod register_by_username;
mod report;
mod scenario;
mod send_sms;
mod sign_in;
mod sign_up;
mod stage;

use authing::transport::time::{Clock as _, SystemClock};

use crate::exit::Exit;
use crate::output::Output;
use report::Report;
use scenario::Scenario;

/// The scenarios, by operation in the order of the documentation.
const SCENARIOS: &[fn() -> Vec<Scenario>] = &[
    register_by_email::scenarios,
    register_by_username::scenarios,
    register_by_phone_code::scenarios,
    login_by_account::scenarios,
    login_by_phone_code::scenarios,
    current_user::scenarios,
    logout::scenarios,
    send_sms::scenarios,
    public_config::scenarios,
];

/// Walk every documented outcome of every operation, offline
///
/// Each row is one call through the SDK to a sandbox in this process: no network, no account. It
/// fails (exit code 1) if a row is not as documented, or if a documented outcome has no row.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {}

impl Demo {
    /// Plays all scenarios and prints what came of them.
    pub(crate) async fn run(self, output: Output) -> Exit {
        let clock = SystemClock::new();
        let start = clock.monotonic();
        let mut rows = Vec::new();
        for scenario in SCENARIOS.iter().flat_map(|scenarios| scenarios()) {
            rows.push(scenario.play().await);
        }
        let report = Report::new(rows, &report::documented(), clock.monotonic() - start);
        report.print(output)
    }
}
