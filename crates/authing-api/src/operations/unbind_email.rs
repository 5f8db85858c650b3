use serde::Serialize;

use authing_types::User;

use crate::operation::operation;

operation! {
    UnbindEmail, "unbind_email", "A22", "take the e-mail address off the signed-in user";
    POST "/api/v2/users/email/unbind", User, Idempotent => User,
    codes: [
        NOT_LOGGED_IN, NOT_BOUND, EMAIL_NOT_BOUND, LAST_LOGIN_METHOD, NO_EMAIL_BOUND,
        LAST_LOGIN_METHOD_OLD,
    ]
}

/// Takes the e-mail address off the signed-in user (protocol.md A22).
///
/// Refused with 2020 not signed in; 1320009, 1320005 or 2219 no address is bound; 1320010 or 2217
/// it is the last way to sign in (D5).
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct UnbindEmail {}

impl UnbindEmail {
    /// The operation has no parameters.
    pub const fn new() -> Self {
        Self {}
    }
}
