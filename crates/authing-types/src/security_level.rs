use serde::{Deserialize, Serialize};

use crate::lenient;

/// How well an account is secured (protocol.md A27).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct SecurityLevel {
    /// The score, up to 100.
    #[serde(deserialize_with = "lenient::integer")]
    pub score: Option<i64>,
    /// Whether an e-mail address is bound.
    #[serde(deserialize_with = "lenient::boolean")]
    pub email: Option<bool>,
    /// Whether a phone is bound.
    #[serde(deserialize_with = "lenient::boolean")]
    pub phone: Option<bool>,
    /// Whether there is a password.
    #[serde(deserialize_with = "lenient::boolean")]
    pub password: Option<bool>,
    /// The strength of the password, 1 to 3; `None` where it was never measured. Not the scale of
    /// [`PasswordLevel`](crate::PasswordLevel) (protocol.md 6.2).
    #[serde(deserialize_with = "lenient::integer")]
    pub password_security_level: Option<i64>,
    /// Whether the user has bound a second factor.
    #[serde(deserialize_with = "lenient::boolean")]
    pub mfa: Option<bool>,
}
