use serde::Serialize;

use authing_types::User;

use crate::operation::operation;

operation! {
    CurrentUser, "current_user", "A8", "read the signed-in user";
    GET "/api/v2/users/me", User, Read => User,
    codes: [NOT_LOGGED_IN],
    also_at: ["/api/v2/users/me/info"]
}

/// Reads the signed-in user (protocol.md A8).
///
/// Refused with 2020 where the token is missing, wrong, expired or signed out.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct CurrentUser {}

impl CurrentUser {
    /// The operation has no parameters.
    pub const fn new() -> Self {
        Self {}
    }
}
