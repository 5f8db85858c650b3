use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use authing_types::MfaPolicy;

use crate::settings::{
    BindingCodes, FailureAction, FailureCount, FailureLimit, Settings, SignUpLimit, Signing,
};

/// Gives each rule that a file mentions to the settings, under the name that it has there.
macro_rules! rules {
    ($($(#[$meta:meta])* $field:ident: $kind:ty => $to:ident $(, $how:path)?;)*) => {
        /// The rules that a file mentions; durations are in seconds.
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default, deny_unknown_fields, rename_all = "camelCase")]
        pub(super) struct Rules {
            $($(#[$meta])* $field: Option<$kind>,)*
        }

        impl Rules {
            /// Changes what is mentioned.
            pub(super) fn apply(&self, settings: &mut Settings) {
                $(if let Some(value) = self.$field.clone() {
                    settings.$to = $($how)?(value);
                })*
            }
        }
    };
}

rules! {
    register_disabled: bool => register_disabled;
    #[serde(deserialize_with = "strength")]
    password_strength: u8 => password_strength;
    #[serde(deserialize_with = "code_length")]
    verify_code_length: usize => verify_code_length;
    sms_code_lifetime_seconds: u32 => sms_code_lifetime, seconds;
    email_code_lifetime_seconds: u32 => email_code_lifetime, seconds;
    verify_code_attempts: u32 => verify_code_attempts;
    send_interval_seconds: u32 => send_interval, seconds;
    #[serde(deserialize_with = "nullable")]
    sms_quota: Option<u32> => sms_quota;
    #[serde(deserialize_with = "nullable")]
    fixed_code: Option<String> => fixed_code;
    id_token_lifetime_seconds: u32 => id_token_lifetime, seconds;
    access_token_lifetime_seconds: u32 => access_token_lifetime, seconds;
    authorization_code_lifetime_seconds: u32 => authorization_code_lifetime, seconds;
    signing: Signing => signing;
    oidc_signing: Signing => oidc_signing;
    #[serde(deserialize_with = "nullable")]
    issuer: Option<String> => issuer;
    redirect_uris: Vec<String> => redirect_uris;
    post_logout_redirect_uris: Vec<String> => post_logout_redirect_uris;
    tells_unknown_account: bool => tells_unknown_account;
    failure_limit: Failures => failure_limit, failures;
    sign_up_limit: SignUps => sign_up_limit, sign_ups;
    requires_verified_email: bool => requires_verified_email;
    required_profile_fields: Vec<String> => required_profile_fields;
    #[serde(deserialize_with = "crate::users::factors::read_names")]
    mfa_policies: Vec<MfaPolicy> => mfa_policies;
    malformed_email_is_400: bool => malformed_email_is_400;
    verifies_old_phone: bool => verifies_old_phone;
    verifies_old_email: bool => verifies_old_email;
    binding_codes: BindingCodes => binding_codes;
    username_taken_is_2034: bool => username_taken_is_2034;
    directory_url_is_unusable: bool => directory_url_is_unusable;
}

/// [`FailureLimit`] as a file has it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Failures {
    tries: u32,
    action: FailureAction,
    duration_seconds: u32,
    #[serde(default)]
    counted_by: FailureCount,
}

/// [`SignUpLimit`] as a file has it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct SignUps {
    count: u32,
    window_seconds: u32,
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(count.into())
}

fn failures(limit: Failures) -> Option<FailureLimit> {
    let mut made = FailureLimit::new(limit.tries, limit.action, seconds(limit.duration_seconds));
    made.counted_by = limit.counted_by;
    Some(made)
}

fn sign_ups(limit: SignUps) -> Option<SignUpLimit> {
    Some(SignUpLimit::new(limit.count, seconds(limit.window_seconds)))
}

/// A key that is there counts, be it `null`.
fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

fn code_length<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    match Option::<usize>::deserialize(deserializer)? {
        Some(0 | 17..) => Err(D::Error::custom("must be 1 to 16")),
        length => Ok(length),
    }
}

fn strength<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    match Option::<u8>::deserialize(deserializer)? {
        Some(4..) => Err(D::Error::custom("must be 0, 1, 2 or 3")),
        strength => Ok(strength),
    }
}
