use serde::Serialize;

use authing_types::{Password, Username};

use crate::SignIn;
use crate::operation::operation;

operation! {
    RegisterByUsername, "register_by_username", "A2", "register with a user name and a password";
    POST "/api/v2/register/username", None, Never => SignIn,
    codes: [USER_EXISTS, PASSWORD_TOO_SHORT, REGISTRATION_DISABLED, REGISTER_TOO_FREQUENT],
    signs_in: true,
    passwords: [password as "password"],
    refusals: ["password" => PASSWORD_TOO_SHORT]
}

/// Registers a user by user name and password, and signs the user in (protocol.md A2).
///
/// Refused with 2026 name taken, 2029 weak password, 2031 sign-up closed, 2100 too many sign-ups.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RegisterByUsername {
    /// The name, unique in the pool; upper and lower case differ.
    pub username: Username,
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

impl RegisterByUsername {
    /// A sign-up that signs in.
    pub fn new(username: Username, password: Password) -> Self {
        Self { username, password, force_login: true, context: None }
    }
}
