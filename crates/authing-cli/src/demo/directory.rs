//! What every sign-in by a directory may meet.

use authing::ErrorCode;
use authing::types::Password;
use authing_sandbox::{DirectoryUser, Settings};

use super::scenario::{Play, Scenario};
use super::sign_in;
use super::stage::{PASSWORD, USERNAME};

/// The scenarios of one operation; `play` makes the call that counts, `wrong` the same with
/// another password.
pub(super) fn scenarios(operation: &'static str, play: Play, wrong: Play) -> Vec<Scenario> {
    let scenario =
        |expected, because, rules, play| Scenario { operation, expected, because, rules, play };
    let no_rules: fn(&mut Settings) = |_| {};
    let mut scenarios = sign_in::scenarios(operation, play);
    scenarios.extend([
        scenario(ErrorCode::OK, "the directory knows name and password", no_rules, play),
        scenario(
            ErrorCode::WRONG_ACCOUNT_OR_PASSWORD,
            "the directory knows another password",
            no_rules,
            wrong,
        ),
        scenario(
            ErrorCode::INVALID_LDAP_URL,
            "the address of the directory is wrong",
            |rules| rules.directory_url_is_unusable = true,
            play,
        ),
        scenario(
            ErrorCode::REGISTRATION_DISABLED,
            "the user is to be imported, and sign-up is closed",
            |rules| rules.register_disabled = true,
            play,
        ),
    ]);
    scenarios
}

/// Puts the user of the examples into the directory.
pub(super) fn add_user(rules: &mut Settings) {
    let password = Password::parse(PASSWORD).expect("it is not empty");
    rules.directory.push(DirectoryUser::new(USERNAME, password));
}
