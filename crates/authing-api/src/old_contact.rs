//! The old phone or e-mail address of a user who replaces it (protocol.md A20, A23).

use serde::Serialize;

use authing_types::{CountryCode, Email, Phone, PhoneNumber, VerificationCode};

use crate::wire;

/// The old phone of [`UpdatePhone`](crate::operations::UpdatePhone), with a code that was sent
/// there: only both together are sent (protocol.md D42).
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct OldPhone {
    /// The national part of the number.
    #[serde(rename = "oldPhone")]
    pub phone: PhoneNumber,
    /// The code that was sent to it.
    #[serde(rename = "oldPhoneCode", serialize_with = "wire::code")]
    pub code: VerificationCode,
    /// Its calling code; `+86` when absent.
    #[serde(default, rename = "oldPhoneCountryCode", skip_serializing_if = "Option::is_none")]
    pub country_code: Option<CountryCode>,
}

impl OldPhone {
    /// This phone, proved by this code.
    pub fn new(phone: Phone, code: VerificationCode) -> Self {
        let (country_code, phone) = phone.into_parts();
        Self { phone, code, country_code }
    }
}

/// The old address of [`UpdateEmail`](crate::operations::UpdateEmail), with a code that was sent
/// there: only both together are sent (protocol.md D42).
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct OldEmail {
    /// The address.
    #[serde(rename = "oldEmail")]
    pub email: Email,
    /// The code that was sent to it.
    #[serde(rename = "oldEmailCode", serialize_with = "wire::code")]
    pub code: VerificationCode,
}

impl OldEmail {
    /// This address, proved by this code.
    pub fn new(email: Email, code: VerificationCode) -> Self {
        Self { email, code }
    }
}
