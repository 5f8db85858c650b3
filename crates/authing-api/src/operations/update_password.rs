use serde::Serialize;

use authing_types::{Password, User};

use crate::operation::operation;

operation! {
    UpdatePassword, "update_password", "A17", "change the signed-in user's password";
    POST "/api/v2/password/update", User, Never => Option<User>,
    codes: [NOT_LOGGED_IN, WRONG_OLD_PASSWORD],
    passwords: [new_password as "newPassword", old_password as "oldPassword"],
    refusals: ["newPassword" => PASSWORD_TOO_SHORT, "oldPassword" => WRONG_OLD_PASSWORD]
}

/// Changes the password of the signed-in user (protocol.md A17). The user comes back where the
/// service sends one, which not all clients rely on (protocol.md D48).
///
/// Refused with 2020 not signed in, 1320011 wrong old password.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UpdatePassword {
    /// The new password; encrypted on the wire.
    #[serde(skip_serializing)]
    pub new_password: Password,
    /// The old one, encrypted on the wire; left out by a user who has none yet, after a sign-up by
    /// phone or at another provider.
    #[serde(default, skip_serializing)]
    pub old_password: Option<Password>,
}

impl UpdatePassword {
    /// This new password, in place of the old one if there is one.
    pub fn new(new_password: Password, old_password: Option<Password>) -> Self {
        Self { new_password, old_password }
    }
}
