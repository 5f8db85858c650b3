use serde::Serialize;

use authing_types::{CountryCode, Password, Phone, PhoneNumber, VerificationCode};

use crate::operation::operation;
use crate::{SignIn, wire};

operation! {
    RegisterByPhoneCode, "register_by_phone_code", "A3", "register with a phone and an SMS code";
    POST "/api/v2/register/phone-code", None, Never => SignIn,
    codes: [
        WRONG_VERIFICATION_CODE, VERIFICATION_CODE_EXPIRED, USER_EXISTS, PASSWORD_TOO_SHORT,
        REGISTRATION_DISABLED, REGISTER_TOO_FREQUENT,
    ],
    signs_in: true,
    passwords: [password as "password"],
    refusals: ["phone" => SERVER_ERROR, "phoneCountryCode" => SERVER_ERROR,
               "code" => WRONG_VERIFICATION_CODE, "password" => PASSWORD_TOO_SHORT],
    also_at: ["/api/v2/register-phone-code"]
}

/// Registers a user by phone and a code from [`SendSms`](super::SendSms), and signs the user in
/// (protocol.md A3).
///
/// Refused with 2001 wrong code, 2300 expired code, 2026 phone taken, 2029 weak password, 2031
/// sign-up closed, 2100 too many sign-ups.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RegisterByPhoneCode {
    /// The national part of the number.
    pub phone: PhoneNumber,
    /// The code from the SMS.
    #[serde(serialize_with = "wire::code")]
    pub code: VerificationCode,
    /// A password to set, encrypted on the wire; the user may also do without.
    #[serde(default, skip_serializing)]
    pub password: Option<Password>,
    /// Whether to sign the user in at once; otherwise the reply has no token.
    #[serde(default)]
    pub force_login: bool,
    /// The calling code; `+86` when absent (protocol.md D47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_country_code: Option<CountryCode>,
    /// JSON text handed to the pool's pipelines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

impl RegisterByPhoneCode {
    /// A sign-up that signs in.
    pub fn new(phone: Phone, code: VerificationCode, password: Option<Password>) -> Self {
        let (phone_country_code, phone) = phone.into_parts();
        Self { phone, code, password, force_login: true, phone_country_code, context: None }
    }
}
