use serde::Serialize;

use authing_types::{AppSecret, AuthorizationCode, CodeVerifier, RedirectUri, Scopes};

use crate::oidc::{self, AuthorizationCodeGrant, AuthorizeRequest, Consent, TokenSet};
use crate::operation::operation;

operation! {
    AuthByCode, "auth_by_code", "B15", "turn the code of an OIDC sign-in into tokens";
    POST "/oidc/token", None, Never => TokenSet,
    base: Oidc,
    grant: "authorization_code"
}

/// Turns the code that an OIDC sign-in returned with into tokens (protocol.md B15).
///
/// Refused with an OAuth error (protocol.md 8.4): `invalid_grant` for a code that is used, expired
/// or of another sign-in, `invalid_client` for another application.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct AuthByCode {
    /// Which of the ways to tokens it is.
    pub grant_type: AuthorizationCodeGrant,
    /// The code.
    #[serde(serialize_with = "oidc::secret")]
    pub code: AuthorizationCode,
    /// What was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scopes>,
    /// How the user was asked.
    #[serde(default)]
    pub prompt: Consent,
    /// What proves that the code is ours.
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
    /// Where the sign-in returned to.
    pub redirect_uri: RedirectUri,
}

impl AuthByCode {
    /// The code that the sign-in of this request returned with, proved by its verifier.
    #[inline]
    pub fn new(request: &AuthorizeRequest, code: AuthorizationCode) -> Self {
        Self {
            grant_type: AuthorizationCodeGrant,
            code,
            scope: Some(request.scope.clone()),
            prompt: Consent,
            code_verifier: Some(request.code_verifier.clone()),
            client_secret: None,
            redirect_uri: request.redirect_uri.clone(),
        }
    }

    /// The same, proved by the application's secret instead.
    #[must_use]
    #[inline]
    pub fn with_client_secret(mut self, secret: AppSecret) -> Self {
        self.code_verifier = None;
        self.client_secret = Some(secret);
        self
    }
}
