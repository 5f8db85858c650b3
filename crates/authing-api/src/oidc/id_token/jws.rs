use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

use authing_types::AppSecret;

use super::error::shown;
use super::{IdTokenError, Jwks};
use crate::rsa;

/// A JWS in compact form (RFC 7515, 7.1) whose header has been read. Its claims are not yet.
pub(super) struct Jws<'a> {
    header: Map<String, Value>,
    claims: &'a str,
    /// What the signature signs.
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    /// Tokens longer than this are refused unread: headers of usual servers hold a quarter of it.
    const MAX_BYTES: usize = 64 * 1024;

    #[inline]
    pub(super) fn read(token: &'a str) -> Result<Self, IdTokenError> {
        let malformed = |reason| IdTokenError::Malformed { reason };
        if token.len() > Self::MAX_BYTES {
            return Err(malformed("it is longer than 64 KiB"));
        }
        let parts = token.rsplit_once('.').and_then(|(signed, signature)| {
            let (header, claims) = signed.split_once('.')?;
            (!claims.contains('.')).then_some((header, claims, signed, signature))
        });
        let (header, claims, signed, signature) =
            parts.ok_or(malformed("it has not three parts"))?;
        let header = object(header)
            .ok_or(malformed("its header is no base64url of a JSON object without repetitions"))?;
        if header.contains_key("crit") {
            // RFC 7515, 4.1.11: no extension is understood here.
            return Err(malformed("its header demands an extension"));
        }
        let is_jwt = match header.get("typ") {
            None => true,
            Some(Value::String(kind)) => kind.eq_ignore_ascii_case("JWT"),
            Some(_) => false,
        };
        if !is_jwt {
            return Err(malformed("its header says that it is no JWT"));
        }
        let signature = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| malformed("its signature is no base64url"))?;
        Ok(Self { header, claims, signed, signature })
    }

    #[inline]
    pub(super) fn algorithm(&self) -> Option<&str> {
        self.header.get("alg")?.as_str()
    }

    /// RFC 7518, 3.3.
    #[inline]
    pub(super) fn verify_rs256(&self, keys: &Jwks) -> Result<(), IdTokenError> {
        let key_id = match self.header.get("kid") {
            None => None,
            Some(Value::String(id)) => Some(id.as_str()),
            Some(_) => {
                return Err(IdTokenError::Malformed { reason: "its key id is no text" });
            }
        };
        let digest = hmac_sha256::Hash::hash(self.signed.as_bytes());
        let mut is_known = false;
        for key in keys.candidates(key_id) {
            is_known = true;
            if rsa::verify_sha256(key, &digest, &self.signature) {
                return Ok(());
            }
        }
        Err(if is_known {
            IdTokenError::Signature
        } else {
            IdTokenError::UnknownKey { key_id: key_id.map(shown) }
        })
    }

    /// RFC 7518, 3.2. Compared in constant time.
    #[inline]
    pub(super) fn verify_hs256(&self, secret: &AppSecret) -> Result<(), IdTokenError> {
        let secret = secret.expose_secret().as_bytes();
        let tag = self.signature.as_slice().try_into().map_err(|_| IdTokenError::Signature)?;
        if hmac_sha256::HMAC::verify(self.signed.as_bytes(), secret, tag) {
            Ok(())
        } else {
            Err(IdTokenError::Signature)
        }
    }

    /// The claims. To be called once the signature is verified.
    #[inline]
    pub(super) fn claims(&self) -> Result<Map<String, Value>, IdTokenError> {
        object(self.claims).ok_or(IdTokenError::Malformed {
            reason: "its claims are no base64url of a JSON object without repetitions",
        })
    }
}

/// Reads the base64url of a JSON object, in which no name stands twice: two readers that choose
/// different ones would see different tokens (RFC 7519, 4; RFC 7515, 4).
#[inline]
fn object(base64: &str) -> Option<Map<String, Value>> {
    let json = URL_SAFE_NO_PAD.decode(base64).ok()?;
    serde_json::from_str(std::str::from_utf8(&json).ok()?).ok().map(|Unique(object)| object)
}

struct Unique(Map<String, Value>);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = Unique;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object without repeated names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique, A::Error> {
                let mut object = Map::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if object.insert(name, value).is_some() {
                        return Err(A::Error::custom("a name stands twice"));
                    }
                }
                Ok(Unique(object))
            }
        }

        deserializer.deserialize_map(Names)
    }
}
