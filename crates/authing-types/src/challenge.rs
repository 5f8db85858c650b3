//! What the service asks for when a sign-in needs a further step (protocol.md 4.7-4.9).

use serde::Deserialize;

use crate::{
    BindingKey, CountryCode, Email, FirstLoginToken, MfaToken, PhoneNumber, User, lenient,
};

/// A second factor is needed: the data of codes 1636 and 1635 (protocol.md 4.7).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MfaChallenge {
    /// The token that the MFA operations, and only they, send.
    pub mfa_token: MfaToken,
    /// The phone that is bound as a second factor: send the code there.
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub mfa_phone: Option<PhoneNumber>,
    /// The calling code of [`mfa_phone`](Self::mfa_phone).
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub mfa_phone_country_code: Option<CountryCode>,
    /// The address that is bound as a second factor: send the code there.
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub mfa_email: Option<Email>,
    /// Whether an authenticator app is bound already.
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub totp_mfa_enabled: Option<bool>,
    /// Whether a face is bound already.
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub face_mfa_enabled: Option<bool>,
    /// Whose rule asks for the factor.
    #[serde(skip)]
    pub scope: MfaScope,
    /// The factors that the application offers; see [`factors`](Self::factors).
    #[serde(default, deserialize_with = "lenient::list")]
    application_mfa: Vec<MfaFactor>,
}

impl MfaChallenge {
    /// The factors that the application offers, in the order to offer them. Empty for a
    /// personal second factor (code 1635).
    #[inline]
    pub fn factors(&self) -> Vec<&MfaFactor> {
        let mut factors: Vec<_> = self.application_mfa.iter().collect();
        factors.sort_by_key(|factor| factor.sort);
        factors
    }
}

/// Whose rule asks for a second factor; the two are verified at different paths (protocol.md B10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MfaScope {
    /// The application's rule: code 1636.
    #[default]
    Application,
    /// The user's own choice: code 1635.
    Personal,
}

/// One factor that an application offers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MfaFactor {
    /// What kind of factor.
    pub mfa_policy: MfaPolicy,
    /// The place in the offered order, ascending.
    #[serde(default)]
    pub sort: i64,
    /// 1 when the factor is switched on, otherwise 0.
    #[serde(default)]
    pub status: i64,
}

/// The kinds of second factor (protocol.md 4.7).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
#[non_exhaustive]
pub enum MfaPolicy {
    /// A code by SMS.
    Sms,
    /// A code by e-mail.
    Email,
    /// A code from an authenticator app.
    Otp,
    /// A face.
    Face,
    /// A passkey.
    Passkey,
    /// A trusted device.
    Device,
    /// A kind that this version does not know, as it came.
    Other(String),
}

impl MfaPolicy {
    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Sms => "SMS",
            Self::Email => "EMAIL",
            Self::Otp => "OTP",
            Self::Face => "FACE",
            Self::Passkey => "PASSKEY",
            Self::Device => "DEVICE",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for MfaPolicy {
    fn from(text: String) -> Self {
        match text.as_str() {
            "SMS" => Self::Sms,
            "EMAIL" => Self::Email,
            "OTP" => Self::Otp,
            "FACE" => Self::Face,
            "PASSKEY" => Self::Passkey,
            "DEVICE" => Self::Device,
            _ => Self::Other(text),
        }
    }
}

/// The first sign-in must set a new password: the data of code 1639 (protocol.md 4.9).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FirstLoginChallenge {
    /// The token that allows one password reset.
    pub token: FirstLoginToken,
    /// The account's phone, where the reset asks for a code sent there.
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub phone: Option<PhoneNumber>,
}

/// An external identity must be bound to an account: the data of codes 1640, 1641 and 2921
/// (protocol.md 4.8).
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct BindingChallenge {
    /// What the binding operations refer to.
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub key: Option<BindingKey>,
    /// The allowed ways, by the names of the binding operations' `action`.
    #[serde(default, deserialize_with = "lenient::list")]
    pub methods: Vec<String>,
    /// What the binding may lead to.
    #[serde(skip)]
    pub kind: BindingKind,
    /// The accounts to choose from.
    #[serde(default, deserialize_with = "lenient::list")]
    pub accounts: Vec<User>,
}

/// What an external identity may be bound to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BindingKind {
    /// An existing account only: code 1640.
    #[default]
    ExistingOnly,
    /// An existing account, or a new one: code 1641.
    ExistingOrNew,
    /// One of the accounts in the list: code 2921.
    Selection,
}
