//! What every operation that signs a user in may meet, by the rules of the pool.

use authing::ErrorCode;
use authing::types::MfaPolicy;
use authing_sandbox::{FailureAction, Settings};

use super::scenario::{Play, Scenario};

/// An outcome, why it comes, and the rules that bring it.
type Outcome = (ErrorCode, &'static str, fn(&mut Settings));

/// The scenarios of one operation. Its play registers where it must, whatever comes of that, and
/// then makes the call that counts.
pub(super) fn scenarios(operation: &'static str, play: Play) -> Vec<Scenario> {
    let scenario = |(expected, because, rules): &Outcome| Scenario {
        operation,
        expected: *expected,
        because,
        rules: *rules,
        play,
    };
    OUTCOMES.iter().map(scenario).collect()
}

const OUTCOMES: &[Outcome] = &[
    (ErrorCode::PERSONAL_MFA_REQUIRED, "the user has bound an authenticator app", |rules| {
        rules.new_user_flags.personal_mfa = true
    }),
    (ErrorCode::MFA_REQUIRED, "the application requires a second factor", |rules| {
        rules.mfa_policies = vec![MfaPolicy::Sms]
    }),
    (ErrorCode::FIRST_LOGIN_PASSWORD_RESET, "the first sign-in must set a new password", |rules| {
        rules.new_user_flags.first_login_reset = true
    }),
    (ErrorCode::COMPLETE_PROFILE, "the pool requires a company", |rules| {
        rules.required_profile_fields = vec!["company".to_owned()]
    }),
    (ErrorCode::SELF_UNLOCK, "the account is locked, its owner may unlock it", |rules| {
        rules.new_user_flags.held = Some(FailureAction::SelfUnlock)
    }),
    (ErrorCode::CAPTCHA_REQUIRED, "the account is held until a captcha is given", |rules| {
        rules.new_user_flags.held = Some(FailureAction::Captcha)
    }),
    (ErrorCode::ACCOUNT_LOCKED, "an administrator has blocked the account", |rules| {
        rules.new_user_flags.blocked = true
    }),
    (ErrorCode::EMAIL_NOT_VERIFIED, "the pool requires a proved e-mail address", |rules| {
        rules.requires_verified_email = true
    }),
    (ErrorCode::LOCKED_AFTER_FAILURES, "the account is held after wrong passwords", |rules| {
        rules.new_user_flags.held = Some(FailureAction::LockAfterFailures)
    }),
    (ErrorCode::FORCED_PASSWORD_RESET, "the password must be changed", |rules| {
        rules.new_user_flags.forced_password_reset = true
    }),
    (ErrorCode::UNSAFE_PASSWORD_RESET, "the password is no longer safe enough", |rules| {
        rules.new_user_flags.unsafe_password = true
    }),
];
