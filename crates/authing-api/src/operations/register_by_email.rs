use serde::Serialize;

use authing_types::{Email, Password};

use crate::SignIn;
use crate::operation::operation;

operation! {
    RegisterByEmail, "register_by_email", "A1", "register with an e-mail address and a password";
    POST "/api/v2/register/email", None, Never => SignIn,
    codes: [
        BAD_REQUEST, MALFORMED_EMAIL, USER_EXISTS, PASSWORD_TOO_SHORT, REGISTRATION_DISABLED,
        REGISTER_TOO_FREQUENT,
    ],
    signs_in: true,
    passwords: [password as "password"],
    refusals: ["email" => MALFORMED_EMAIL, "password" => PASSWORD_TOO_SHORT]
}

/// Registers a user by e-mail address and password, and signs the user in (protocol.md A1).
///
/// Refused with 2003 malformed address (400 by some servers, D12), 2026 address taken, 2029 weak password, 2031 sign-up
/// closed, 2100 too many sign-ups.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RegisterByEmail {
    /// The address, unique in the pool whatever its case.
    pub email: Email,
    /// The password; encrypted on the wire.
    #[serde(skip_serializing)]
    pub password: Password,
    /// Whether to sign the user in at once; otherwise the reply has no token.
    #[serde(default)]
    pub force_login: bool,
    /// JSON text handed to the pool's pipelines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

impl RegisterByEmail {
    /// A sign-up that signs in.
    pub fn new(email: Email, password: Password) -> Self {
        Self { email, password, force_login: true, context: None }
    }
}
