use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use authing_types::json;

use crate::operation::operation;
use crate::rsa::RsaKey;
use crate::{DecodeError, OperationOutput, Reply};

/// `GET /oidc/.well-known/jwks.json`: reads the keys that RS256 id tokens are signed with
/// (protocol.md 8.1).
///
/// None of the documented operations, and in no table of them; a client needs it to
/// [verify](super::IdTokenVerifier) what they give.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct ReadJwks {}

impl ReadJwks {
    /// The request, which has no parameters.
    pub const fn new() -> Self {
        Self {}
    }
}

operation!(
    ReadJwks, "read_jwks", "8.1", "Reads the keys that id tokens are signed with";
    GET "/oidc/.well-known/jwks.json", None, Read => Jwks, base: Oidc
);

/// The public keys of a JSON Web Key Set (RFC 7517) that can verify an RS256 signature. Cheap to
/// clone.
///
/// Left out are keys of another kind, use or algorithm, malformed ones, also those in which a name
/// stands twice (RFC 7517, 4), and those shorter than 2048 bits (RFC 7518, 3.3); so a set with one
/// strange key still serves with the others. Only the first 32 usable ones are kept.
#[derive(Clone, Default)]
pub struct Jwks(Arc<[Jwk]>);

impl Jwks {
    /// How many keys of a set are kept.
    const MAX_KEYS: usize = 32;

    /// Reads the JSON of a key set. A set without a usable key is a set, but verifies nothing.
    ///
    /// ```
    /// use authing_api::oidc::Jwks;
    ///
    /// assert!(Jwks::parse(br#"{"keys": []}"#)?.is_empty());
    /// # Ok::<(), authing_api::oidc::JwksError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`JwksError`] when the text is not a JSON object with an array `keys`.
    #[inline]
    pub fn parse(json: &[u8]) -> Result<Self, JwksError> {
        let text = std::str::from_utf8(json).map_err(|_| JwksError)?;
        json::from_str::<RawSet>(text).map(Self::from).map_err(|_| JwksError)
    }

    /// How many usable keys the set has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the set has no usable key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys that a token with this key id may be signed with: those of that id, which need not
    /// be one; without an id the only key of the set (OpenID Connect Core 1.0, 10.1).
    #[inline]
    pub(super) fn candidates<'a>(
        &'a self,
        id: Option<&'a str>,
    ) -> impl Iterator<Item = &'a RsaKey> + 'a {
        let is_only = self.0.len() == 1;
        let fits = move |key: &&Jwk| match id {
            Some(_) => key.id.as_deref() == id,
            None => is_only,
        };
        self.0.iter().filter(fits).map(|key| &key.key)
    }
}

impl From<RawSet> for Jwks {
    #[inline]
    fn from(set: RawSet) -> Self {
        Self(
            set.keys.into_iter().filter_map(|key| Jwk::usable(&key)).take(Self::MAX_KEYS).collect(),
        )
    }
}

impl OperationOutput for Jwks {
    #[inline]
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        if reply.is_success() {
            reply.object::<RawSet>().map(Self::from)
        } else {
            Err(reply.into_refusal())
        }
    }
}

impl fmt::Debug for Jwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.0.iter().map(|key| (key.id.as_deref(), key.key.bits()));
        f.write_str("Jwks")?;
        f.debug_list().entries(keys).finish()
    }
}

/// The text is not a JSON object with an array `keys` (RFC 7517, 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a JSON object with an array `keys`")]
#[non_exhaustive]
pub struct JwksError;

struct Jwk {
    id: Option<String>,
    key: RsaKey,
}

impl Jwk {
    /// Keys shorter than this must not be used with RS256 (RFC 7518, 3.3).
    const MIN_BITS: u32 = 2048;

    #[inline]
    fn usable(key: &RawValue) -> Option<Self> {
        let raw: RawKey = json::from_str(key.get()).ok()?;
        let is_or_absent =
            |given: &Option<String>, value| given.as_deref().is_none_or(|x| x == value);
        let verifies = raw.operations.is_none_or(|all| all.iter().any(|one| one == "verify"));
        if raw.kind != "RSA"
            || !is_or_absent(&raw.usage, "sig")
            || !is_or_absent(&raw.algorithm, "RS256")
            || !verifies
        {
            return None;
        }
        let (modulus, exponent) = (decoded(&raw.modulus)?, decoded(&raw.exponent)?);
        let key = RsaKey::new(&modulus, &exponent).ok()?;
        (key.bits() >= Self::MIN_BITS).then_some(Self { id: raw.id, key })
    }
}

/// A number of a key. Longer texts than any usable key has are not decoded.
#[inline]
fn decoded(number: &str) -> Option<Vec<u8>> {
    const MAX_CHARS: usize = (RsaKey::MAX_BITS / 6 + 4) as usize;
    (number.len() <= MAX_CHARS).then(|| URL_SAFE_NO_PAD.decode(number).ok())?
}

#[derive(Deserialize)]
struct RawSet {
    keys: Vec<Box<RawValue>>,
}

/// RFC 7517, 4 and RFC 7518, 6.3.1.
#[derive(Deserialize)]
struct RawKey {
    #[serde(rename = "kty")]
    kind: String,
    #[serde(default, rename = "use")]
    usage: Option<String>,
    #[serde(default, rename = "key_ops")]
    operations: Option<Vec<String>>,
    #[serde(default, rename = "alg")]
    algorithm: Option<String>,
    #[serde(default, rename = "kid")]
    id: Option<String>,
    #[serde(rename = "n")]
    modulus: String,
    #[serde(rename = "e")]
    exponent: String,
}
