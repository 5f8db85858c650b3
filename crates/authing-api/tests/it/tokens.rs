//! What the tests of id tokens share: keys, claims, and a signer that signs anything.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use authing_api::oidc::{IdTokenClaims, IdTokenError, IdTokenVerifier, Jwks};
use authing_types::{AppId, AppSecret, IdToken};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub(crate) const ISSUER: &str = "https://sample-app.authing.cn/oidc";
pub(crate) const APP_ID: &str = "5f00000000000000000000b2";
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const NOW: u64 = 1_774_425_600;

/// A key of 3072 bits.
pub(crate) static FIRST: LazyLock<RsaPrivateKey> = LazyLock::new(|| {
    RsaPrivateKey::from_pkcs8_pem(include_str!("../data/test-only-3072.pem")).unwrap()
});

/// A key of 2048 bits.
pub(crate) static SECOND: LazyLock<RsaPrivateKey> = LazyLock::new(|| made(2048));

pub(crate) fn made(bits: usize) -> RsaPrivateKey {
    let mut random = ChaCha20Rng::seed_from_u64(bits as u64);
    RsaPrivateKey::new(&mut random, bits).unwrap()
}

pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)
}

pub(crate) fn verifier() -> IdTokenVerifier {
    IdTokenVerifier::new(ISSUER, AppId::parse(APP_ID).unwrap())
}

pub(crate) fn with_secret() -> IdTokenVerifier {
    verifier().with_app_secret(AppSecret::parse(SECRET).unwrap())
}

/// The claims of a good token.
pub(crate) fn claims() -> Value {
    json!({
        "sub": "5f00000000000000000000c4", "iss": ISSUER, "aud": APP_ID,
        "iat": NOW, "exp": NOW + 3600, "nonce": "n-1", "email": "ann@example.com",
    })
}

/// The same with some changed; `null` stands for "left out".
pub(crate) fn claims_with(changes: &Value) -> Value {
    let mut claims = claims();
    let all = claims.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            all.remove(name);
        } else {
            all.insert(name.clone(), value.clone());
        }
    }
    claims
}

pub(crate) fn jwk(key: &RsaPrivateKey, id: Option<&str>) -> Value {
    let bytes =
        |number: &rsa::BoxedUint| URL_SAFE_NO_PAD.encode(number.to_be_bytes_trimmed_vartime());
    let mut jwk = json!({
        "kty": "RSA", "use": "sig", "alg": "RS256", "n": bytes(key.n()), "e": bytes(key.e()),
    });
    if let Some(id) = id {
        jwk["kid"] = json!(id);
    }
    jwk
}

pub(crate) fn keys(all: &[Value]) -> Jwks {
    Jwks::parse(json!({ "keys": all }).to_string().as_bytes()).unwrap()
}

/// The key set with [`FIRST`] as `one`.
pub(crate) fn first_as_one() -> Jwks {
    keys(&[jwk(&FIRST, Some("one"))])
}

/// Signs a header and claims, whatever they are, as RS256 does.
pub(crate) fn rs256(header: &str, claims: &str, key: &RsaPrivateKey) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let digest = Sha256::digest(&signed);
    let signature = key.sign(Pkcs1v15Sign::new::<Sha256>(), &digest).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A token of [`FIRST`] with these claims.
pub(crate) fn token_of(claims: &Value) -> String {
    rs256(r#"{"alg":"RS256","typ":"JWT","kid":"one"}"#, &claims.to_string(), &FIRST)
}

/// A good token, signed once.
pub(crate) static GOOD: LazyLock<String> = LazyLock::new(|| token_of(&claims()));

pub(crate) fn verify(
    verifier: &IdTokenVerifier,
    token: &str,
    keys: &Jwks,
) -> Result<IdTokenClaims, IdTokenError> {
    verifier.verify(&IdToken::parse(token).unwrap(), keys, now(), None)
}
