use serde::Serialize;

use authing_types::{FirstLoginToken, Password};

use crate::operation::operation;
use crate::{FirstLoginReset, wire};

operation! {
    ResetPasswordByFirstLoginToken, "reset_password_by_first_login_token", "A33",
    "set the new password that a first sign-in asks for";
    POST "/api/v2/users/password/reset-by-first-login-token", None, Never => FirstLoginReset,
    codes: [LOGIN_INVALID],
    passwords: [password as "password"],
    refusals: ["token" => LOGIN_INVALID, "password" => PASSWORD_TOO_SHORT],
    aliases: ["newPassword" => "password"]
}

/// Sets the new password that a first sign-in asked for with code 1639 (protocol.md A33, 9.3).
/// Then sign in with it.
///
/// Refused with 2207 wrong, used or expired token (an assumption, Q6).
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResetPasswordByFirstLoginToken {
    /// The token of [`FirstLoginChallenge`](authing_types::FirstLoginChallenge).
    #[serde(serialize_with = "wire::first_login_token")]
    pub token: FirstLoginToken,
    /// The new password; encrypted on the wire.
    #[serde(skip_serializing)]
    pub password: Password,
}

impl ResetPasswordByFirstLoginToken {
    /// This password, with the leave of this token.
    pub fn new(token: FirstLoginToken, password: Password) -> Self {
        Self { token, password }
    }
}
