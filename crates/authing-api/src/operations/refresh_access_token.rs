use serde::Serialize;

use authing_types::{AppSecret, RefreshToken};

use crate::oidc::{self, RefreshTokenGrant, TokenSet};
use crate::operation::operation;

operation! {
    RefreshAccessToken, "refresh_access_token", "B18", "get new tokens for a refresh token";
    POST "/oidc/token", None, Never => TokenSet,
    session: Rotates,
    base: Oidc,
    grant: "refresh_token"
}

/// Gets new tokens for a refresh token, which is of no use afterwards: keep the newest
/// (protocol.md B18).
///
/// Refused with an OAuth error (protocol.md 8.4): `invalid_grant` for a token that is used or
/// unknown, `invalid_client` for another application.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct RefreshAccessToken {
    /// Which of the ways to tokens it is.
    pub grant_type: RefreshTokenGrant,
    /// The newest refresh token.
    #[serde(serialize_with = "oidc::secret")]
    pub refresh_token: RefreshToken,
    /// The secret of an application that has one (protocol.md D30).
    #[serde(
        default,
        serialize_with = "oidc::optional_secret",
        skip_serializing_if = "Option::is_none"
    )]
    pub client_secret: Option<AppSecret>,
}

impl RefreshAccessToken {
    /// New tokens for this one.
    pub fn new(refresh_token: RefreshToken) -> Self {
        Self { grant_type: RefreshTokenGrant, refresh_token, client_secret: None }
    }

    /// The same, with the application's secret.
    #[must_use]
    pub fn with_client_secret(mut self, secret: AppSecret) -> Self {
        self.client_secret = Some(secret);
        self
    }
}
