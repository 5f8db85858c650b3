use serde::Serialize;

use authing_types::SecurityLevel as Level;

use crate::operation::operation;

operation! {
    SecurityLevel, "security_level", "A27", "read how well the signed-in account is secured";
    GET "/api/v2/users/me/security-level", User, Read => Level,
    codes: [NOT_LOGGED_IN]
}

/// Reads how well the account of the signed-in user is secured (protocol.md A27).
///
/// Refused with 2020 where the token is missing, wrong, expired or signed out.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct SecurityLevel {}

impl SecurityLevel {
    /// The operation has no parameters.
    pub const fn new() -> Self {
        Self {}
    }
}
