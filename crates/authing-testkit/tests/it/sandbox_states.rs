//! The state of the sandbox in which each fixture happens.

use authing_sandbox::{FailureAction, Sandbox, SignUpLimit};
use authing_testkit::fixture::{Fixture, Labels};
use authing_types::MfaPolicy;

use super::external_states;
use super::profile_states;
use super::sandbox_bindings;
use super::sandbox_oidc;
use super::sandbox_past::{MINUTE, Past};

pub(crate) enum State {
    /// In this sandbox, with the values of the labels that come from the past.
    Ready(Sandbox, Labels),
    /// Nobody has thought of it.
    Missing,
}

pub(crate) fn of(fixture: &Fixture) -> State {
    let elsewhere = sandbox_bindings::of(fixture).or_else(|| external_states::of(fixture));
    if let Some((sandbox, labels)) = elsewhere {
        return State::Ready(sandbox, labels);
    }
    let operation = fixture.operation.as_str();
    let code = fixture.exchanges[0].code().unwrap_or_default();
    if let Some((sandbox, labels)) = sandbox_oidc::of(fixture) {
        return State::Ready(sandbox, labels);
    }
    let past = match operation {
        "register_by_email" | "register_by_username" => sign_up(operation, code),
        "register_by_phone_code" => sign_up(operation, code).map(Past::with_code),
        "login_by_account" => sign_in_by_account(fixture, code),
        "login_by_phone_code" => sign_in_by_code(code),
        "current_user" | "logout" => match code {
            200 => Some(Past::new().user()),
            2020 | 1_010_001 => Some(Past::new()),
            _ => None,
        },
        "send_sms" => match code {
            200 | 500 => Some(Past::new()),
            2080 => Some(Past::new().with_code()),
            _ => None,
        },
        "send_email" => match code {
            200 | 1_020_017 => Some(Past::new()),
            2080 => Some(Past::new().with_mail("RESET_PASSWORD")),
            _ => None,
        },
        "custom_data"
        | "set_custom_data"
        | "update_profile"
        | "security_level"
        | "list_applications"
        | "list_orgs"
        | "list_roles"
        | "list_authorized_resources"
        | "delete_account" => profile_states::past(operation, code),
        "public_config" => Some(Past::new()),
        _ => None,
    };
    match past.map(|past| past.lived(operation)) {
        Some((sandbox, labels)) => State::Ready(sandbox, labels),
        None => State::Missing,
    }
}

fn sign_up(operation: &str, code: i64) -> Option<Past> {
    let past = Past::new();
    Some(match code {
        200 | 2001 | 2003 => past,
        400 => past.rule(|rules| rules.malformed_email_is_400 = true),
        1636 => past.rule(|rules| rules.mfa_policies = vec![MfaPolicy::Sms]),
        1642 => past.rule(|rules| rules.required_profile_fields = vec!["company".to_owned()]),
        2026 => match operation {
            "register_by_email" => past.email_user(),
            "register_by_username" => past.user(),
            _ => past.phone_user(),
        },
        2029 => past.rule(|rules| rules.password_strength = 1),
        2031 => past.rule(|rules| rules.register_disabled = true),
        2042 => past.rule(|rules| rules.requires_verified_email = true),
        2100 => {
            past.rule(|rules| rules.sign_up_limit = Some(SignUpLimit::new(1, MINUTE))).other_user()
        }
        2300 => past.late(),
        1643 => past.new_users(|flags| flags.held = Some(FailureAction::SelfUnlock)),
        2000 => past.new_users(|flags| flags.held = Some(FailureAction::Captcha)),
        2057 => past.new_users(|flags| flags.held = Some(FailureAction::LockAfterFailures)),
        1635 => past.new_users(|flags| flags.personal_mfa = true),
        1639 => past.new_users(|flags| flags.first_login_reset = true),
        2005 => past.new_users(|flags| flags.blocked = true),
        2058 => past.new_users(|flags| flags.forced_password_reset = true),
        2071 => past.new_users(|flags| flags.unsafe_password = true),
        _ => return None,
    })
}

fn sign_in_by_account(fixture: &Fixture, code: i64) -> Option<Past> {
    let past = Past::new();
    Some(match (code, fixture.case.as_str()) {
        (200, "success_by_phone") => past.phone_user(),
        (200, "success_auto_register") => past,
        (200, _) => past.user(),
        (2031, _) => past.rule(|rules| rules.register_disabled = true),
        (2333, "2333_with_remain_count") => past.user().holding(FailureAction::Lock, 5, 0),
        (2333, _) => past.user(),
        (2004 | 2006, _) => past.user().rule(|rules| rules.tells_unknown_account = true),
        (1636, _) => past.phone_user().rule(|rules| rules.mfa_policies = vec![MfaPolicy::Sms]),
        (2042, _) => past.email_user().rule(|rules| rules.requires_verified_email = true),
        (1643, _) => past.user().holding(FailureAction::SelfUnlock, 1, 1),
        (2000, _) => past.user().holding(FailureAction::Captcha, 1, 1),
        (2057, _) => past.user().holding(FailureAction::LockAfterFailures, 1, 1),
        _ => flagged(past.user(), code)?,
    })
}

fn sign_in_by_code(code: i64) -> Option<Past> {
    let past = Past::new().with_code();
    Some(match code {
        200 | 2001 => past.phone_user(),
        2004 => past,
        2031 => past.rule(|rules| rules.register_disabled = true),
        2300 => past.phone_user().late(),
        1643 => past.phone_user().holding(FailureAction::SelfUnlock, 1, 1),
        2000 => past.phone_user().holding(FailureAction::Captcha, 1, 1),
        2057 => past.phone_user().holding(FailureAction::LockAfterFailures, 1, 1),
        1636 => past.phone_user().rule(|rules| rules.mfa_policies = vec![MfaPolicy::Sms]),
        2042 => past.phone_user().rule(|rules| rules.requires_verified_email = true),
        _ => flagged(past.phone_user(), code)?,
    })
}

/// What an administrator can set, or ask for, that a sign-in meets.
fn flagged(past: Past, code: i64) -> Option<Past> {
    Some(match code {
        1635 => past.flag(|flags| flags.personal_mfa = true),
        1639 => past.flag(|flags| flags.first_login_reset = true),
        1642 => past.rule(|rules| rules.required_profile_fields = vec!["company".to_owned()]),
        2005 => past.flag(|flags| flags.blocked = true),
        2058 => past.flag(|flags| flags.forced_password_reset = true),
        2071 => past.flag(|flags| flags.unsafe_password = true),
        _ => return None,
    })
}
