use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac_sha256::Hash;
use http::Uri;

use authing_types::{CodeVerifier, Nonce, RedirectUri, Scopes, State};

use super::constant::Consent;
use crate::{Base, BuildError, Context};

/// A sign-in in the browser that is under way (protocol.md B14): where it returns to, what it asks
/// for, and the secrets that tie its steps together.
///
/// Make one for each sign-in, and keep it until the browser comes back. A web server keeps it with
/// the browser's session; all fields are public for that.
///
/// ```
/// use authing_api::oidc::AuthorizeRequest;
/// # use authing_api::Context;
/// # use authing_types::{AppId, UserPoolId};
/// # let context = Context::new(
/// #     UserPoolId::parse("5f00000000000000000000a1")?,
/// #     AppId::parse("5f00000000000000000000b2")?,
/// # );
/// let request = AuthorizeRequest::new("https://app.example/callback".try_into()?)?;
/// let url = request.url(&context)?;
/// assert_eq!(url.path(), "/oidc/auth");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuthorizeRequest {
    /// Where the browser returns to.
    pub redirect_uri: RedirectUri,
    /// What is asked for. Default: see [`Scopes`].
    pub scope: Scopes,
    /// What the return must show again.
    pub state: State,
    /// What the id token must show again.
    pub nonce: Nonce,
    /// What proves to the token endpoint that the code is ours.
    pub code_verifier: CodeVerifier,
}

impl AuthorizeRequest {
    /// A sign-in with the default scopes, and with state, nonce and verifier from the operating
    /// system's randomness.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`].
    #[inline]
    pub fn new(redirect_uri: RedirectUri) -> Result<Self, NoRandomness> {
        const WELL_FORMED: &str = "random text is base64url";
        Ok(Self {
            redirect_uri,
            scope: Scopes::default(),
            state: State::parse(random_text()?).expect(WELL_FORMED),
            nonce: Nonce::parse(random_text()?).expect(WELL_FORMED),
            code_verifier: CodeVerifier::parse(random_text()?).expect(WELL_FORMED),
        })
    }

    /// The same with other scopes.
    #[must_use]
    pub fn with_scope(mut self, scope: Scopes) -> Self {
        self.scope = scope;
        self
    }

    /// Where to send the browser, with the PKCE challenge of an application without a secret.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when the OIDC host and the path make no URL.
    #[inline]
    pub fn url(&self, context: &Context) -> Result<Uri, BuildError> {
        self.to_uri(context, Some(&code_challenge(&self.code_verifier)))
    }

    /// Where to send the browser for an application that has a secret, which stands in place of the
    /// challenge (protocol.md B14).
    ///
    /// # Errors
    ///
    /// As [`url`](Self::url).
    #[inline]
    pub fn url_without_challenge(&self, context: &Context) -> Result<Uri, BuildError> {
        self.to_uri(context, None)
    }

    /// The parameters in the order of B14.
    #[inline]
    fn to_uri(&self, context: &Context, challenge: Option<&str>) -> Result<Uri, BuildError> {
        let app_id = context.app_id().as_str();
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("_authing_lang", context.language().as_str())
            .append_pair("app_id", app_id)
            .append_pair("client_id", app_id)
            .append_pair("nonce", self.nonce.expose_secret())
            .append_pair("redirect_uri", self.redirect_uri.as_str())
            .append_pair("response_type", "code")
            .append_pair("scope", &self.scope.to_string())
            .append_pair("prompt", Consent::VALUE)
            .append_pair("state", self.state.expose_secret());
        if let Some(challenge) = challenge {
            query
                .append_pair("code_challenge", challenge)
                .append_pair("code_challenge_method", "S256");
        }
        let base = context.base_url_of(Base::Oidc);
        let text = format!("{base}/oidc/auth?{}", query.finish());
        Uri::try_from(text).map_err(BuildError::Url)
    }
}

/// The PKCE challenge of a verifier by the method `S256`: its SHA-256 in base64url without padding
/// (RFC 7636, 4.2).
pub fn code_challenge(verifier: &CodeVerifier) -> String {
    URL_SAFE_NO_PAD.encode(Hash::hash(verifier.expose_secret().as_bytes()))
}

/// The operating system gave no random numbers.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the operating system gave no random numbers")]
#[non_exhaustive]
pub struct NoRandomness;

/// 43 characters of base64url, which are 256 random bits.
fn random_text() -> Result<String, NoRandomness> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
