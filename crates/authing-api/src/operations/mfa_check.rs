use serde::Serialize;

use authing_types::{Email, PhoneNumber};

use crate::operation::operation;

operation! {
    MfaCheck, "mfa_check", "B7", "ask whether a phone or address may be a second factor";
    POST "/api/v2/applications/mfa/check", Mfa, Read => bool,
    codes: [LOGIN_STATE_INVALID]
}

/// Asks whether a phone or an address may be bound and used as the second factor of the user whose
/// sign-in waits (protocol.md B7). A failure is an error, never `false` (D45).
///
/// Refused with 2021 where no sign-in waits, or no longer.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct MfaCheck {
    /// The national part of the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
}

impl MfaCheck {
    /// A question about what is given.
    pub fn new(phone: Option<PhoneNumber>, email: Option<Email>) -> Self {
        Self { phone, email }
    }
}
