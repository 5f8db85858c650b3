//! What every sign-in by a social provider may meet.

use authing::ErrorCode;
use authing_sandbox::{Settings, SocialOutcome, SocialUser};

use super::scenario::{Play, Scenario};
use super::sign_in;

/// The connection through which everybody signs in.
pub(super) const CONNECTION: &str = "61d7bba378b4119bcb12590f";
/// The code that the provider gave.
pub(super) const CODE: &str = "code-1";
/// A provider that has no operation of its own.
pub(super) const GITHUB: &str = "github";

/// The scenarios of one operation, whose play makes the call that counts and nothing else.
pub(super) fn scenarios(operation: &'static str, play: Play) -> Vec<Scenario> {
    let mut scenarios = sign_in::scenarios(operation, play);
    scenarios.extend(OUTCOMES.iter().map(|(expected, because, rules)| Scenario {
        operation,
        expected: *expected,
        because,
        rules: *rules,
        play,
    }));
    scenarios
}

/// Lets one user sign in at every provider.
pub(super) fn add_users(rules: &mut Settings) {
    for provider in ["wechatMobile", "alipay", "apple", GITHUB] {
        let mut user = SocialUser::new(provider, CODE, "u-1");
        user.nickname = Some("Alice".to_owned());
        rules.social_users.push(user);
    }
}

fn end_in(rules: &mut Settings, outcome: SocialOutcome) {
    rules.social_users.iter_mut().for_each(|user| user.outcome = outcome);
}

/// An outcome, why it comes, and the rules that bring it.
type Outcome = (ErrorCode, &'static str, fn(&mut Settings));

const OUTCOMES: &[Outcome] = &[
    (ErrorCode::OK, "the provider knows the code; an account is made", |_| {}),
    (
        ErrorCode::REGISTRATION_DISABLED,
        "an account is to be made, and sign-up is closed",
        |rules| rules.register_disabled = true,
    ),
    (ErrorCode::ENDPOINT_REQUEST, "the provider cannot be reached", |rules| {
        end_in(rules, SocialOutcome::Unreachable)
    }),
    (ErrorCode::ENDPOINT_RESPONSE, "the provider refuses the code", |rules| {
        rules.social_users.clear()
    }),
    (ErrorCode::BIND_EXISTING_ONLY, "the identity must be bound to an account", |rules| {
        end_in(rules, SocialOutcome::BindExistingOnly)
    }),
    (ErrorCode::BIND_OR_CREATE, "the identity must be bound, or an account made", |rules| {
        end_in(rules, SocialOutcome::BindOrCreate)
    }),
    (ErrorCode::SELECT_ACCOUNT, "one of several accounts must be chosen", |rules| {
        end_in(rules, SocialOutcome::SelectAccount)
    }),
];
