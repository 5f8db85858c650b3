use serde::Serialize;

use crate::operation::operation;

operation! {
    Logout, "logout", "A9", "sign out";
    GET "/api/v2/logout?app_id={app_id}", User, Idempotent => (),
    codes: [TOKEN_INVALID],
    session: Ends
}

/// Ends the session of the token that is shown (protocol.md A9).
///
/// Refused with 1010001 where the token is invalid or expired: the session is over then, too.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct Logout {
    /// Whether other sessions of the user stay. What the service does without it is not
    /// documented (Q18).
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::wire::query::boolean"
    )]
    pub only_self: Option<bool>,
}

impl Logout {
    /// A sign-out that leaves it to the service which other sessions end.
    pub const fn new() -> Self {
        Self { only_self: None }
    }
}
