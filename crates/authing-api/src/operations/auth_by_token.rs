use serde::Serialize;

use authing_types::{AppSecret, CodeVerifier, IdToken, RedirectUri, Scopes};

use crate::oidc::{self, AuthingTokenGrant, AuthorizeRequest, Consent, TokenSet};
use crate::operation::operation;

operation! {
    AuthByToken, "auth_by_token", "B16", "turn an id token into OIDC tokens";
    POST "/oidc/token", None, Never => TokenSet,
    base: Oidc,
    grant: "http://authing.cn/oidc/grant_type/authing_token"
}

/// Turns the id token of a v2 sign-in, A4 say, into OIDC tokens (protocol.md B16).
///
/// Refused with an OAuth error (protocol.md 8.4): `invalid_grant` for a token that is expired or
/// signed out, `invalid_scope` without `openid`, `invalid_client` for another application.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct AuthByToken {
    /// Which of the ways to tokens it is.
    pub grant_type: AuthingTokenGrant,
    /// The id token of a v2 sign-in.
    #[serde(serialize_with = "oidc::secret")]
    pub token: IdToken,
    /// What was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scopes>,
    /// How the user was asked.
    #[serde(default)]
    pub prompt: Consent,
    /// The verifier of the request, which mobile clients send.
    #[serde(
        default,
        serialize_with = "oidc::optional_secret",
        skip_serializing_if = "Option::is_none"
    )]
    pub code_verifier: Option<CodeVerifier>,
    /// The secret of an application that has one, in place of the verifier.
    #[serde(
        default,
        serialize_with = "oidc::optional_secret",
        skip_serializing_if = "Option::is_none"
    )]
    pub client_secret: Option<AppSecret>,
    /// Where a sign-in of the application may return to.
    pub redirect_uri: RedirectUri,
}

impl AuthByToken {
    /// Asks for what the request asks for. No browser takes part.
    #[inline]
    pub fn new(request: &AuthorizeRequest, token: IdToken) -> Self {
        Self {
            grant_type: AuthingTokenGrant,
            token,
            scope: Some(request.scope.clone()),
            prompt: Consent,
            code_verifier: Some(request.code_verifier.clone()),
            client_secret: None,
            redirect_uri: request.redirect_uri.clone(),
        }
    }

    /// The same, with the application's secret in place of the verifier.
    #[must_use]
    #[inline]
    pub fn with_client_secret(mut self, secret: AppSecret) -> Self {
        self.code_verifier = None;
        self.client_secret = Some(secret);
        self
    }
}
