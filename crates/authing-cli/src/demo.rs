//! `authing demo`: every documented outcome of every operation, provoked through the facade against
//! a sandbox in this process.
//!
//! What is documented is taken from the table of operations and the catalogue of codes, so a new
//! operation or code without a row here makes the demo fail.

mod oidc;
mod report;
mod scenario;
mod sign_in;
mod sign_up;
mod stage;

use authing::transport::time::{Clock as _, SystemClock};

use crate::exit::Exit;
use crate::output::Output;
use report::Report;
use scenario::Scenario;

/// Declares the operations' modules and collects their scenarios.
macro_rules! operations {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// The scenarios, one list for each operation.
        const SCENARIOS: &[fn() -> Vec<Scenario>] = &[$($module::scenarios),*];
    };
}

operations! {
    register_by_email,
    register_by_username,
    register_by_phone_code,
    login_by_account,
    login_by_phone_code,
    current_user,
    logout,
    send_sms,
    send_email,
    public_config,
    auth_by_code,
    auth_by_token,
    user_info_by_access_token,
    refresh_access_token,
}

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
