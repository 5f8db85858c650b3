use serde::Serialize;

use authing_types::User;

use crate::operation::operation;

operation! {
    UnbindPhone, "unbind_phone", "A19", "take the phone off the signed-in user";
    POST "/api/v2/users/phone/unbind", User, Idempotent => User,
    codes: [NOT_LOGGED_IN, NOT_BOUND, LAST_LOGIN_METHOD]
}

/// Takes the phone off the signed-in user (protocol.md A19).
///
/// Refused with 2020 not signed in, 1320005 no phone is bound, 1320010 it is the last way to sign
/// in (D6; the code is an assumption, Q9).
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct UnbindPhone {}

impl UnbindPhone {
    /// The operation has no parameters.
    pub const fn new() -> Self {
        Self {}
    }
}
