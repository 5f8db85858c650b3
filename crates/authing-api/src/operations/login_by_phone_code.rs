use serde::Serialize;

use authing_types::{CountryCode, Phone, PhoneNumber, VerificationCode};

use crate::operation::operation;
use crate::{SignIn, wire};

operation! {
    LoginByPhoneCode, "login_by_phone_code", "A5", "sign in with a phone and an SMS code";
    POST "/api/v2/login/phone-code", None, Never => SignIn,
    codes: [WRONG_VERIFICATION_CODE, VERIFICATION_CODE_EXPIRED, USER_NOT_FOUND],
    signs_in: true,
    refusals: ["phone" => SERVER_ERROR, "phoneCountryCode" => SERVER_ERROR,
               "code" => WRONG_VERIFICATION_CODE]
}

/// Signs a user in by phone and a code from [`SendSms`](super::SendSms) (protocol.md A5).
///
/// Refused with 2001 wrong code, 2300 expired code, 2004 unknown phone (an assumption, Q16), and
/// the codes of every sign-in: 1642, 1643, 2005, 2031, 2042, 2057, 2058, 2071.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoginByPhoneCode {
    /// The national part of the number.
    pub phone: PhoneNumber,
    /// The code from the SMS.
    #[serde(serialize_with = "wire::code")]
    pub code: VerificationCode,
    /// The calling code; `+86` when absent (protocol.md D47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_country_code: Option<CountryCode>,
    /// Whether an unknown phone is registered; left to the service when absent (protocol.md D15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_register: Option<bool>,
    /// JSON text handed to the pool's pipelines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

impl LoginByPhoneCode {
    /// A sign-in that creates no account.
    pub fn new(phone: Phone, code: VerificationCode) -> Self {
        let (phone_country_code, phone) = phone.into_parts();
        Self { phone, code, phone_country_code, auto_register: None, context: None }
    }
}
