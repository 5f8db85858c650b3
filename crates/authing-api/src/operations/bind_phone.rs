use serde::Serialize;

use authing_types::{CountryCode, Phone, PhoneNumber, User, VerificationCode};

use crate::operation::operation;
use crate::wire;

operation! {
    BindPhone, "bind_phone", "A18", "bind a phone to the signed-in user";
    POST "/api/v2/users/phone/bind", User, Never => User,
    codes: [BAD_REQUEST, NOT_LOGGED_IN, WRONG_VERIFICATION_CODE, ALREADY_BOUND_BY_OTHER],
    refusals: ["phone" => SERVER_ERROR, "phoneCountryCode" => SERVER_ERROR,
               "phoneCode" => BAD_REQUEST],
    aliases: ["code" => "phoneCode"]
}

/// Binds a phone to the signed-in user, with a code from [`SendSms`](super::SendSms) (protocol.md
/// A18). To replace one use [`UpdatePhone`](super::UpdatePhone).
///
/// Refused with 400 empty code (D13), 2020 not signed in, 2001 wrong code, 1320004 the phone
/// belongs to another user.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BindPhone {
    /// The national part of the number.
    pub phone: PhoneNumber,
    /// The code from the SMS. Other clients call it `code` (protocol.md D1).
    #[serde(serialize_with = "wire::code")]
    pub phone_code: VerificationCode,
    /// The calling code; `+86` when absent (protocol.md D47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_country_code: Option<CountryCode>,
}

impl BindPhone {
    /// This phone, proved by this code.
    pub fn new(phone: Phone, phone_code: VerificationCode) -> Self {
        let (phone_country_code, phone) = phone.into_parts();
        Self { phone, phone_code, phone_country_code }
    }
}
