use serde::Serialize;

use authing_types::{CountryCode, Phone, PhoneNumber, VerificationCode};

use crate::operation::operation;
use crate::{SignIn, wire};

operation! {
    MfaVerifyByPhone, "mfa_verify_by_phone", "B8", "complete a sign-in with an SMS code";
    POST "/api/v2/applications/mfa/sms/verify", Mfa, Never => SignIn,
    codes: [SERVER_ERROR, WRONG_VERIFICATION_CODE, LOGIN_STATE_INVALID],
    refusals: ["phone" => SERVER_ERROR, "phoneCountryCode" => SERVER_ERROR,
               "code" => WRONG_VERIFICATION_CODE]
}

/// Completes a sign-in by a code from [`SendSms`](super::SendSms), and binds the phone where the
/// account has none (protocol.md B8).
///
/// Refused with 2001 wrong code, 500 phone of another user (ask [`MfaCheck`](super::MfaCheck)
/// first), 2021 no sign-in waits, or no longer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MfaVerifyByPhone {
    /// The national part of the number.
    pub phone: PhoneNumber,
    /// The code from the SMS.
    #[serde(serialize_with = "wire::code")]
    pub code: VerificationCode,
    /// The calling code; `+86` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_country_code: Option<CountryCode>,
}

impl MfaVerifyByPhone {
    /// The second factor by this phone with this code.
    pub fn new(phone: Phone, code: VerificationCode) -> Self {
        let (phone_country_code, phone) = phone.into_parts();
        Self { phone, code, phone_country_code }
    }
}
