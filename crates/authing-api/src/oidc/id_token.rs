mod claims;
mod error;
mod jws;

use std::time::{Duration, SystemTime};

use authing_types::{AppId, AppSecret, IdToken, Nonce};

pub use claims::IdTokenClaims;
pub use error::IdTokenError;

use super::Jwks;
use claims::Expected;
use jws::Jws;

/// Verifies id tokens: signature, issuer, audience, times, nonce (OpenID Connect Core 1.0, 3.1.3.7;
/// protocol.md 8.1).
///
/// RS256 is allowed, and HS256 once the application's secret is given: the service signs with
/// either, chosen for each application. HS256 is only ever verified with that secret and RS256
/// only with a key of the set, so that no token can choose what it is verified with; `none` and
/// all other algorithms are refused. Neither keys nor key addresses that a token itself names are
/// used.
///
/// ```
/// use std::time::SystemTime;
///
/// use authing_api::oidc::{IdTokenError, IdTokenVerifier, Jwks};
/// use authing_types::{AppId, IdToken};
///
/// let verifier = IdTokenVerifier::new(
///     "https://sample-app.authing.cn/oidc",
///     AppId::parse("5f00000000000000000000b2")?,
/// );
/// // The header of this one says {"alg":"none"}.
/// let token = IdToken::parse("eyJhbGciOiJub25lIn0.e30.")?;
/// let refused = verifier.verify(&token, &Jwks::default(), SystemTime::now(), None).unwrap_err();
/// assert!(matches!(refused, IdTokenError::Algorithm { .. }));
/// # Ok::<(), authing_types::InvalidValue>(())
/// ```
#[derive(Clone, Debug)]
pub struct IdTokenVerifier {
    issuers: Vec<String>,
    app_id: AppId,
    app_secret: Option<AppSecret>,
    only: Option<SignatureAlgorithm>,
    leeway: Duration,
}

/// How an id token is signed (RFC 7518, 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSA with PKCS#1 v1.5 padding and SHA-256, by a key of the provider.
    Rs256,
    /// HMAC with SHA-256, by the application's secret.
    Hs256,
}

impl SignatureAlgorithm {
    /// The name in a token's header: `RS256`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Hs256 => "HS256",
        }
    }
}

impl IdTokenVerifier {
    /// How far clocks may be apart, unless said otherwise: 60 seconds.
    pub const DEFAULT_LEEWAY: Duration = Duration::from_secs(60);

    /// A verifier of the tokens that this issuer makes for this application. The issuer is compared
    /// to the letter, as it stands in the tokens: `https://{identifier}.authing.cn/oidc`.
    pub fn new(issuer: impl Into<String>, app_id: AppId) -> Self {
        Self {
            issuers: vec![issuer.into()],
            app_id,
            app_secret: None,
            only: None,
            leeway: Self::DEFAULT_LEEWAY,
        }
    }

    /// Takes tokens of one more issuer, as when the application also has a domain of its own. The
    /// keys and the secret must be theirs alike.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuers.push(issuer.into());
        self
    }

    /// Allows HS256, with the application's secret.
    #[must_use]
    pub fn with_app_secret(mut self, secret: AppSecret) -> Self {
        self.app_secret = Some(secret);
        self
    }

    /// Allows one algorithm only, for an application whose setting is known. Default: those that
    /// there is a key for.
    #[must_use]
    pub const fn only(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.only = Some(algorithm);
        self
    }

    /// How far the clock of the issuer may be ahead or behind. Default:
    /// [`DEFAULT_LEEWAY`](Self::DEFAULT_LEEWAY).
    #[must_use]
    pub const fn with_leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Whether the key set is needed for this token: not for one that says HS256, nor for one that
    /// is refused whatever the keys are.
    #[inline]
    pub fn needs_keys(&self, token: &IdToken) -> bool {
        let algorithm = Jws::read(token.expose_secret()).and_then(|jws| self.algorithm(&jws));
        algorithm == Ok(SignatureAlgorithm::Rs256)
    }

    /// Verifies a token at a time, and gives what it says. With a nonce, the token must hold it,
    /// which is compared in constant time; without one, the token's own is not looked at.
    ///
    /// The `at_hash` of a token is not compared (optional where the tokens come from the token
    /// endpoint: OpenID Connect Core 1.0, 3.1.3.8).
    ///
    /// # Errors
    ///
    /// [`IdTokenError`], which names the first check that failed; the signature is checked before
    /// any claim is read. After [`UnknownKey`](IdTokenError::UnknownKey) it can help to read the
    /// key set again.
    #[inline]
    pub fn verify(
        &self,
        token: &IdToken,
        keys: &Jwks,
        now: SystemTime,
        nonce: Option<&Nonce>,
    ) -> Result<IdTokenClaims, IdTokenError> {
        let jws = Jws::read(token.expose_secret())?;
        match (self.algorithm(&jws)?, &self.app_secret) {
            (SignatureAlgorithm::Rs256, _) => jws.verify_rs256(keys)?,
            (SignatureAlgorithm::Hs256, Some(secret)) => jws.verify_hs256(secret)?,
            (SignatureAlgorithm::Hs256, None) => return Err(self.refused(&jws)),
        }
        let expected = Expected {
            issuers: &self.issuers,
            app_id: &self.app_id,
            nonce,
            now,
            leeway: self.leeway,
        };
        IdTokenClaims::check(jws.claims()?, &expected)
    }

    /// The algorithm of a token, if it is allowed.
    #[inline]
    fn algorithm(&self, jws: &Jws<'_>) -> Result<SignatureAlgorithm, IdTokenError> {
        let named = |algorithm: &SignatureAlgorithm| jws.algorithm() == Some(algorithm.as_str());
        self.allowed().into_iter().find(named).ok_or_else(|| self.refused(jws))
    }

    #[inline]
    fn allowed(&self) -> Vec<SignatureAlgorithm> {
        let mut allowed = vec![SignatureAlgorithm::Rs256];
        if self.app_secret.is_some() {
            allowed.push(SignatureAlgorithm::Hs256);
        }
        allowed.retain(|algorithm| self.only.is_none_or(|only| only == *algorithm));
        allowed
    }

    #[inline]
    fn refused(&self, jws: &Jws<'_>) -> IdTokenError {
        let allowed: Vec<_> = self.allowed().into_iter().map(SignatureAlgorithm::as_str).collect();
        IdTokenError::Algorithm {
            found: jws.algorithm().map(error::shown),
            allowed: allowed.join(", "),
        }
    }
}
