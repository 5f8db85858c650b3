use serde::Serialize;

use authing_types::{Email, User, VerificationCode};

use crate::operation::operation;
use crate::{OldEmail, wire};

operation! {
    UpdateEmail, "update_email", "A23", "replace the signed-in user's e-mail address";
    POST "/api/v2/users/email/update", User, Never => User,
    codes: [
        NOT_LOGGED_IN, WRONG_VERIFICATION_CODE, ALREADY_BOUND_BY_OTHER, SAME_EMAIL,
        OLD_EMAIL_MISMATCH, MUST_VERIFY_OLD_EMAIL,
    ],
    refusals: ["email" => MALFORMED_EMAIL, "emailCode" => BAD_REQUEST]
}

/// Replaces the e-mail address of the signed-in user, with a code sent to the new one for the
/// scene `CHANGE_EMAIL` (protocol.md A23).
///
/// Refused with 2020 not signed in, 1320004 the address belongs to another user, 2229 it is the
/// present one, 2037 the old address is another, 2227 the old address must be proved, 2001 wrong
/// code.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UpdateEmail {
    /// The new address.
    pub email: Email,
    /// The code that was sent to the new address.
    #[serde(serialize_with = "wire::code")]
    pub email_code: VerificationCode,
    /// The old address with its own code, both or nothing (protocol.md D42): the pool decides
    /// whether it is needed.
    #[serde(flatten)]
    pub old: Option<OldEmail>,
}

impl UpdateEmail {
    /// This address in place of the old one, which is proved too where the pool asks for it.
    pub fn new(email: Email, email_code: VerificationCode, old: Option<OldEmail>) -> Self {
        Self { email, email_code, old }
    }
}
