use serde::Serialize;

use crate::IdTokenReply;
use crate::operation::operation;

operation! {
    UpdateIdToken, "update_id_token", "A32", "get a fresh id token for the signed-in user";
    POST "/api/v2/users/refresh-token", User, Idempotent => IdTokenReply,
    codes: [NOT_LOGGED_IN]
}

/// Gets a fresh id token in exchange for the present one, which the service is assumed to let live
/// until it expires (protocol.md A32, Q3).
///
/// Refused with 2020 not signed in.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct UpdateIdToken {}

impl UpdateIdToken {
    /// The operation has no parameters.
    pub const fn new() -> Self {
        Self {}
    }
}
