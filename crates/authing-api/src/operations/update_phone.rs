use serde::Serialize;

use authing_types::{CountryCode, Phone, PhoneNumber, User, VerificationCode};

use crate::operation::operation;
use crate::{OldPhone, wire};

operation! {
    UpdatePhone, "update_phone", "A20", "replace the signed-in user's phone";
    POST "/api/v2/users/phone/update", User, Never => User,
    codes: [
        NOT_LOGGED_IN, WRONG_VERIFICATION_CODE, ALREADY_BOUND_BY_OTHER, SAME_PHONE,
        OLD_PHONE_MISMATCH,
    ],
    refusals: ["phone" => SERVER_ERROR, "phoneCountryCode" => SERVER_ERROR,
               "phoneCode" => BAD_REQUEST]
}

/// Replaces the phone of the signed-in user, with a code sent to the new one (protocol.md A20).
///
/// Refused with 2020 not signed in, 1320004 the phone belongs to another user, 2230 it is the
/// present one, 2038 the old phone is another, 2001 wrong code.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UpdatePhone {
    /// The national part of the new number.
    pub phone: PhoneNumber,
    /// The code that was sent to the new phone.
    #[serde(serialize_with = "wire::code")]
    pub phone_code: VerificationCode,
    /// The calling code of the new phone; `+86` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_country_code: Option<CountryCode>,
    /// The old phone with its own code, all of it or nothing (protocol.md D42): the pool decides
    /// whether it is needed.
    #[serde(flatten)]
    pub old: Option<OldPhone>,
}

impl UpdatePhone {
    /// This phone in place of the old one, which is proved too where the pool asks for it.
    pub fn new(phone: Phone, phone_code: VerificationCode, old: Option<OldPhone>) -> Self {
        let (phone_country_code, phone) = phone.into_parts();
        Self { phone, phone_code, phone_country_code, old }
    }
}
