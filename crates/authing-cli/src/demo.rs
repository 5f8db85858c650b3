//! `authing demo`: every documented outcome of every operation, provoked through the facade against
//! a sandbox in this process.
//!
//! What is documented is taken from the table of operations and the catalogue of codes, so a new
//! operation or code without a row here makes the demo fail.

mod binding;
mod directory;
mod faults;
mod mfa;
mod oidc;
mod qr_code;
mod report;
mod scenario;
mod sign_in;
mod sign_up;
mod social;
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
    login_by_ldap,
    login_by_ad,
    current_user,
    logout,
    send_sms,
    send_email,
    custom_data,
    set_custom_data,
    reset_password_by_phone_code,
    reset_password_by_email_code,
    update_profile,
    update_password,
    bind_phone,
    unbind_phone,
    update_phone,
    bind_email,
    unbind_email,
    update_email,
    link,
    unlink,
    compute_password_security_level,
    security_level,
    list_applications,
    list_orgs,
    list_roles,
    list_authorized_resources,
    update_id_token,
    reset_password_by_first_login_token,
    public_config,
    delete_account,
    login_by_wechat,
    login_by_alipay,
    login_by_apple,
    social_login,
    mfa_check,
    mfa_verify_by_phone,
    mfa_verify_by_email,
    mfa_verify_by_totp,
    mfa_verify_by_recovery_code,
    mark_qr_code_scanned,
    login_by_scanned_ticket,
    cancel_scanned_ticket,
    build_authorize_url,
    auth_by_code,
    auth_by_token,
    user_info_by_access_token,
    refresh_access_token,
    oidc_sign_in,
}

/// Walk every documented outcome of every operation, offline
///
/// Each row is one call through the SDK to a sandbox in this process: no network, no account. It
/// fails (exit code 1) if a row is not as documented, or if a documented outcome has no row.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Put every fault of the sandbox in the way of every operation instead, and show what the
    /// SDK makes of it
    ///
    /// A row is wrong if a call outlasts its deadline, if something is sent again that the service
    /// may have done, or if a session is lost.
    #[arg(long)]
    faults: bool,
}

impl Demo {
    /// Plays all scenarios and prints what came of them.
    pub(crate) async fn run(self, output: Output) -> Exit {
        if self.faults {
            return faults::run(output).await;
        }
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
