use serde::Serialize;

use crate::operation::operation;

operation! {
    DeleteAccount, "delete_account", "B2", "delete the account of the signed-in user, for good";
    DELETE "/api/v2/users/delete", User, Never => (),
    codes: [NOT_LOGGED_IN],
    session: EndsOnSuccess
}

/// Deletes the account of the signed-in user, for good, and ends the session (protocol.md B2).
///
/// Refused with 2020 where the token is missing, wrong, expired or signed out.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct DeleteAccount {}

impl DeleteAccount {
    /// The operation has no parameters.
    pub const fn new() -> Self {
        Self {}
    }
}
