use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a mail is for (protocol.md A11, D7). The names are those of the documentation; others are
/// in use, and pass through.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum EmailScene {
    /// To set a new password.
    ResetPassword,
    /// To bind an address, or to change it.
    ChangeEmail,
    /// As a second factor.
    MfaVerify,
    /// A code for other purposes.
    VerifyCode,
    /// Another scene, by its name on the wire.
    Other(String),
}

impl EmailScene {
    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::ResetPassword => "RESET_PASSWORD",
            Self::ChangeEmail => "CHANGE_EMAIL",
            Self::MfaVerify => "MFA_VERIFY",
            Self::VerifyCode => "VERIFY_CODE",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for EmailScene {
    #[inline]
    fn from(name: String) -> Self {
        match name.as_str() {
            "RESET_PASSWORD" => Self::ResetPassword,
            "CHANGE_EMAIL" => Self::ChangeEmail,
            "MFA_VERIFY" => Self::MfaVerify,
            "VERIFY_CODE" => Self::VerifyCode,
            _ => Self::Other(name),
        }
    }
}

impl From<&str> for EmailScene {
    fn from(name: &str) -> Self {
        Self::from(name.to_owned())
    }
}

impl From<EmailScene> for String {
    #[inline]
    fn from(scene: EmailScene) -> Self {
        scene.as_str().to_owned()
    }
}

impl FromStr for EmailScene {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(Self::from(name))
    }
}

impl fmt::Display for EmailScene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
