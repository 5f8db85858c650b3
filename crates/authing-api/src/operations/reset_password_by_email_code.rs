use serde::Serialize;

use authing_types::{Email, Password, VerificationCode};

use crate::operation::operation;
use crate::wire;

operation! {
    ResetPasswordByEmailCode, "reset_password_by_email_code", "A15",
    "set a new password with an e-mail address and a code";
    POST "/api/v2/password/reset/email", None, Never => (),
    codes: [USER_NOT_FOUND, WRONG_VERIFICATION_CODE, VERIFICATION_CODE_EXPIRED],
    passwords: [new_password as "newPassword"],
    refusals: ["email" => MALFORMED_EMAIL, "code" => WRONG_VERIFICATION_CODE,
               "newPassword" => PASSWORD_TOO_SHORT]
}

/// Sets a new password with a code from [`SendEmail`](super::SendEmail) for the scene
/// `RESET_PASSWORD` (protocol.md A15). Nobody is signed in by it.
///
/// Refused with 2004 no such user, 2001 wrong code, 2300 expired code.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResetPasswordByEmailCode {
    /// The address.
    pub email: Email,
    /// The code from the mail.
    #[serde(serialize_with = "wire::code")]
    pub code: VerificationCode,
    /// The new password; encrypted on the wire.
    #[serde(skip_serializing)]
    pub new_password: Password,
}

impl ResetPasswordByEmailCode {
    /// A new password for the user of this address.
    pub fn new(email: Email, code: VerificationCode, new_password: Password) -> Self {
        Self { email, code, new_password }
    }
}
