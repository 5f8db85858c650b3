//! What lies outside the service, and stands in a sandbox's settings: the users of social
//! providers and of a directory.

use serde::{Deserialize, Serialize, Serializer};

use authing_types::{Password, RecoveryCode};

/// A user of a social provider: who signs in when a code is shown.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct SocialUser {
    /// The provider, as the sign-in's path names it: `wechatMobile`, `alipay`, `apple`, `github`.
    pub provider: String,
    /// The authorization code. Unlike a provider's, it works more than once.
    pub code: String,
    /// The user's id at the provider.
    pub user_id_in_idp: String,
    /// The user's open id at the provider.
    pub openid: Option<String>,
    /// The name to show.
    pub nickname: Option<String>,
    /// What comes of the sign-in.
    #[serde(default)]
    pub outcome: SocialOutcome,
}

impl SocialUser {
    /// A user who signs in with this code.
    pub fn new(
        provider: impl Into<String>,
        code: impl Into<String>,
        user_id_in_idp: impl Into<String>,
    ) -> Self {
        Self {
            provider: provider.into(),
            code: code.into(),
            user_id_in_idp: user_id_in_idp.into(),
            openid: None,
            nickname: None,
            outcome: SocialOutcome::SignsIn,
        }
    }

    /// The same with another outcome.
    #[must_use]
    pub fn with_outcome(mut self, outcome: SocialOutcome) -> Self {
        self.outcome = outcome;
        self
    }
}

/// What comes of a social sign-in whose user has no account yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum SocialOutcome {
    /// The first sign-in makes an account.
    #[default]
    SignsIn,
    /// 1640: it must be bound to an existing account.
    BindExistingOnly,
    /// 1641: it must be bound, or an account made.
    BindOrCreate,
    /// 2921: one of the pool's accounts with this user's nickname as user name must be chosen.
    SelectAccount,
    /// 601: the provider cannot be reached, whoever has an account.
    Unreachable,
}

/// A user of the directory.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct DirectoryUser {
    /// The name in the directory.
    pub username: String,
    /// The password in the directory. A [`State`](crate::State) holds it in clear, like all settings.
    #[serde(serialize_with = "exposed")]
    pub password: Password,
}

impl DirectoryUser {
    /// A user with this name and password.
    pub fn new(username: impl Into<String>, password: Password) -> Self {
        Self { username: username.into(), password }
    }
}

/// What a user gets who binds an authenticator app (protocol.md C26).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TotpBinding {
    /// The secret that the app computes its codes from (RFC 6238, SHA-1, 30 seconds, 6 digits),
    /// in base 32. It is printed as `[redacted]`.
    pub secret: Password,
    /// What signs in when the app is lost.
    pub recovery_code: RecoveryCode,
}

/// Settings are there to be kept: the password is written in clear.
fn exposed<S: Serializer>(password: &Password, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(password.expose_secret())
}
