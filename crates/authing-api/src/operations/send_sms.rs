use serde::Serialize;

use authing_types::{CountryCode, Phone, PhoneNumber};

use crate::operation::operation;

operation! {
    SendSms, "send_sms", "A10", "send a verification code by SMS";
    POST "/api/v2/sms/send", None, Never => (),
    codes: [SERVER_ERROR, MESSAGE_TOO_FREQUENT],
    refusals: ["phone" => SERVER_ERROR, "phoneCountryCode" => SERVER_ERROR],
    also_at: ["/api/v2/sms/send-login", "/api/v2/sms/send-register"]
}

/// Sends a verification code to a phone; the code serves any SMS operation (protocol.md A10).
///
/// Refused with 500 malformed number, 2080 sent less than a minute ago (an assumption, Q13).
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SendSms {
    /// The national part of the number.
    pub phone: PhoneNumber,
    /// The calling code; `+86` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_country_code: Option<CountryCode>,
}

impl SendSms {
    /// A message to this phone.
    pub fn new(phone: Phone) -> Self {
        let (phone_country_code, phone) = phone.into_parts();
        Self { phone, phone_country_code }
    }
}
