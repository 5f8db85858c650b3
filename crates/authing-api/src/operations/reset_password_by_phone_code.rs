use serde::Serialize;

use authing_types::{CountryCode, Password, Phone, PhoneNumber, VerificationCode};

use crate::operation::operation;
use crate::wire;

operation! {
    ResetPasswordByPhoneCode, "reset_password_by_phone_code", "A14",
    "set a new password with a phone and an SMS code";
    POST "/api/v2/password/reset/sms", None, Never => (),
    codes: [USER_NOT_FOUND, WRONG_VERIFICATION_CODE, VERIFICATION_CODE_EXPIRED],
    passwords: [new_password as "newPassword"],
    refusals: ["phone" => SERVER_ERROR, "phoneCountryCode" => SERVER_ERROR,
               "code" => WRONG_VERIFICATION_CODE, "newPassword" => PASSWORD_TOO_SHORT]
}

/// Sets a new password with a code from [`SendSms`](super::SendSms) (protocol.md A14). Nobody is
/// signed in by it.
///
/// Refused with 2004 no such user, 2001 wrong code, 2300 expired code.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResetPasswordByPhoneCode {
    /// The national part of the number.
    pub phone: PhoneNumber,
    /// The code from the SMS.
    #[serde(serialize_with = "wire::code")]
    pub code: VerificationCode,
    /// The new password; encrypted on the wire.
    #[serde(skip_serializing)]
    pub new_password: Password,
    /// The calling code; `+86` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_country_code: Option<CountryCode>,
}

impl ResetPasswordByPhoneCode {
    /// A new password for the user of this phone.
    pub fn new(phone: Phone, code: VerificationCode, new_password: Password) -> Self {
        let (phone_country_code, phone) = phone.into_parts();
        Self { phone, code, new_password, phone_country_code }
    }
}
