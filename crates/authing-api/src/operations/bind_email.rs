use serde::Serialize;

use authing_types::{Email, User, VerificationCode};

use crate::operation::operation;
use crate::wire;

operation! {
    BindEmail, "bind_email", "A21", "bind an e-mail address to the signed-in user";
    POST "/api/v2/users/email/bind", User, Never => User,
    codes: [NOT_LOGGED_IN, WRONG_VERIFICATION_CODE, ALREADY_BOUND_BY_OTHER, EMAIL_TAKEN],
    refusals: ["email" => MALFORMED_EMAIL, "emailCode" => BAD_REQUEST]
}

/// Binds an e-mail address to the signed-in user, with a code from
/// [`SendEmail`](super::SendEmail) for the scene `CHANGE_EMAIL` (protocol.md A21).
///
/// Refused with 2020 not signed in, 2001 wrong code, 1320004 or 2200 the address belongs to
/// another user.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BindEmail {
    /// The address.
    pub email: Email,
    /// The code from the mail.
    #[serde(serialize_with = "wire::code")]
    pub email_code: VerificationCode,
}

impl BindEmail {
    /// This address, proved by this code.
    pub fn new(email: Email, email_code: VerificationCode) -> Self {
        Self { email, email_code }
    }
}
