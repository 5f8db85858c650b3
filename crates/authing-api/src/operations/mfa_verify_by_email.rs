use serde::Serialize;

use authing_types::{Email, VerificationCode};

use crate::operation::operation;
use crate::{SignIn, wire};

operation! {
    MfaVerifyByEmail, "mfa_verify_by_email", "B9", "complete a sign-in with a code from a mail";
    POST "/api/v2/applications/mfa/email/verify", Mfa, Never => SignIn,
    codes: [SERVER_ERROR, WRONG_VERIFICATION_CODE, LOGIN_STATE_INVALID],
    refusals: ["code" => WRONG_VERIFICATION_CODE]
}

/// Completes a sign-in by a code from [`SendEmail`](super::SendEmail), scene `MFA_VERIFY`, and
/// binds the address where the account has none (protocol.md B9).
///
/// Refused with 2001 wrong code, 500 address of another user (ask [`MfaCheck`](super::MfaCheck)
/// first), 2021 no sign-in waits, or no longer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct MfaVerifyByEmail {
    /// The address.
    pub email: Email,
    /// The code from the mail.
    #[serde(serialize_with = "wire::code")]
    pub code: VerificationCode,
}

impl MfaVerifyByEmail {
    /// The second factor by this address with this code.
    pub fn new(email: Email, code: VerificationCode) -> Self {
        Self { email, code }
    }
}
