use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;

use authing_types::{
    AccessToken, ErrorCode, IdToken, Nonce, RefreshToken, Scopes, UserId, lenient,
};

use crate::token::unverified_claims;
use crate::{DecodeError, OperationOutput, Reply, SessionChange};

/// What the token endpoint gives (protocol.md 8.4).
///
/// Serializing writes the service's own field names and leaves out the tokens.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct TokenSet {
    /// The token for [`UserInfoByAccessToken`](crate::operations::UserInfoByAccessToken) and for
    /// one's own servers.
    #[serde(skip_serializing)]
    pub access_token: AccessToken,
    /// Who signed in; absent without the scope `openid`.
    #[serde(default, deserialize_with = "lenient::parsed", skip_serializing)]
    pub id_token: Option<IdToken>,
    /// What gets the next tokens; absent without the scope `offline_access`.
    #[serde(default, deserialize_with = "lenient::parsed", skip_serializing)]
    pub refresh_token: Option<RefreshToken>,
    /// How long the access token lives, in seconds (protocol.md D41).
    #[serde(
        default,
        deserialize_with = "lenient::integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub expires_in: Option<i64>,
    /// What was granted.
    #[serde(
        default,
        deserialize_with = "lenient::parsed",
        skip_serializing_if = "Option::is_none"
    )]
    pub scope: Option<Scopes>,
    /// `Bearer`.
    #[serde(
        default,
        deserialize_with = "lenient::non_empty",
        skip_serializing_if = "Option::is_none"
    )]
    pub token_type: Option<String>,
}

impl TokenSet {
    /// Whose tokens these are, by the id token or else the access token. Read without verifying
    /// either: the reply itself came from the token endpoint over TLS.
    pub fn subject(&self) -> Option<UserId> {
        let id_token = self.id_token.as_ref().map(IdToken::expose_secret);
        id_token
            .and_then(|token| claim(token, "sub"))
            .or_else(|| claim(self.access_token.expose_secret(), "sub"))
            .and_then(|subject| UserId::parse(subject).ok())
    }

    /// Checks that the id token, where there is one, was made for the sign-in with this nonce
    /// (OpenID Connect Core 1.0, 3.1.3.7). Compared in constant time.
    ///
    /// # Errors
    ///
    /// [`DecodeError::UnexpectedData`].
    #[inline]
    pub fn check_nonce(&self, nonce: &Nonce) -> Result<(), DecodeError> {
        let Some(token) = &self.id_token else {
            return Ok(());
        };
        let shown = claim(token.expose_secret(), "nonce").unwrap_or_default();
        if shown.as_bytes().ct_eq(nonce.expose_secret().as_bytes()).into() {
            return Ok(());
        }
        Err(DecodeError::UnexpectedData {
            code: ErrorCode::OK,
            status: StatusCode::OK,
            reason: "the id token belongs to another sign-in: its nonce is another".to_owned(),
        })
    }
}

impl OperationOutput for TokenSet {
    #[inline]
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        if reply.is_success() { reply.object() } else { Err(reply.into_refusal()) }
    }

    fn session_change(&self) -> SessionChange<'_> {
        SessionChange::Tokens(self)
    }
}

/// A text among the claims of a JWT.
fn claim(token: &str, name: &str) -> Option<String> {
    let claims: Map<String, Value> = unverified_claims(token)?;
    claims.get(name)?.as_str().map(str::to_owned)
}
