//! What every operation that registers a user may meet, by the rules of the pool.

use authing::ErrorCode;
use authing_sandbox::SignUpLimit;
use std::time::Duration;

use super::scenario::{Play, Scenario};
use super::sign_in;

/// The scenarios of one operation: those of a sign-in, and those of a sign-up. `play` makes the
/// call that counts and nothing before it.
pub(super) fn scenarios(operation: &'static str, play: Play) -> Vec<Scenario> {
    let mut scenarios = sign_in::scenarios(operation, play);
    scenarios.extend([
        Scenario {
            operation,
            expected: ErrorCode::OK,
            because: "the identifier is new",
            rules: |_| {},
            play,
        },
        Scenario {
            operation,
            expected: ErrorCode::REGISTRATION_DISABLED,
            because: "sign-up is closed",
            rules: |rules| rules.register_disabled = true,
            play,
        },
        Scenario {
            operation,
            expected: ErrorCode::PASSWORD_TOO_SHORT,
            because: "the pool wants three kinds of characters",
            rules: |rules| rules.password_strength = 3,
            play,
        },
        Scenario {
            operation,
            expected: ErrorCode::REGISTER_TOO_FREQUENT,
            because: "the address has made too many sign-ups",
            rules: |rules| {
                rules.sign_up_limit = Some(SignUpLimit::new(0, Duration::from_secs(300)));
            },
            play,
        },
    ]);
    scenarios
}
