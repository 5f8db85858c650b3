//! Signing tokens, and telling whether a token is signed by us.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::{hmac, signature};
use serde::Serialize;
use serde_json::{Value, json};

/// The RSA keys in the tree, which take turns.
const RSA_KEYS: [&str; 4] = [
    include_str!("../../keys/id-token-2048-1.pem"),
    include_str!("../../keys/id-token-2048-2.pem"),
    include_str!("../../keys/id-token-2048-3.pem"),
    include_str!("../../keys/id-token-2048-4.pem"),
];

/// What signs a token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SigningKey<'a> {
    /// HS256 with the application's secret.
    Secret(&'a str),
    /// RS256 with the key of this number: 0 is the first, and each rotation counts one up.
    Rsa(u64),
}

/// The `kid` of the RSA key of a number: `sandbox-1` for number 0.
pub(crate) fn key_id(number: u64) -> String {
    format!("sandbox-{}", number.saturating_add(1))
}

/// The public half of the RSA key of a number, as a JSON Web Key.
pub(crate) fn jwk(number: u64) -> Value {
    let public = signature::RsaPublicKeyComponents::<Vec<u8>>::from(rsa_key(number).public());
    json!({
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": key_id(number),
        "n": URL_SAFE_NO_PAD.encode(public.n), "e": URL_SAFE_NO_PAD.encode(public.e),
    })
}

/// Signs claims into a compact JWS.
///
/// Only signing is done here, which is joining three base64 texts around one call into `ring`;
/// whoever reads a token's claims uses a JWT library.
pub(crate) fn sign(claims: &impl Serialize, key: SigningKey<'_>) -> String {
    let header = match key {
        SigningKey::Secret(_) => r#"{"alg":"HS256","typ":"JWT"}"#.to_owned(),
        SigningKey::Rsa(number) => {
            format!(r#"{{"alg":"RS256","typ":"JWT","kid":"{}"}}"#, key_id(number))
        }
    };
    let claims = serde_json::to_vec(claims).expect("claims have text keys");
    let mut token = URL_SAFE_NO_PAD.encode(header);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut token);
    let signature = match key {
        SigningKey::Secret(secret) => {
            hmac::sign(&hmac_key(secret), token.as_bytes()).as_ref().to_vec()
        }
        SigningKey::Rsa(number) => {
            let key = rsa_key(number);
            let mut signature = vec![0; key.public().modulus_len()];
            key.sign(
                &signature::RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                token.as_bytes(),
                &mut signature,
            )
            .expect("the buffer has the key's length");
            signature
        }
    };
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    token
}

/// Whether a key signed this token, alive or not. The header is not asked, so that no token chooses
/// how it is verified.
pub(crate) fn is_signed(token: &str, key: SigningKey<'_>) -> bool {
    let Some((text, signature)) = token.rsplit_once('.') else {
        return false;
    };
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else {
        return false;
    };
    match key {
        SigningKey::Secret(secret) => {
            hmac::verify(&hmac_key(secret), text.as_bytes(), &signature).is_ok()
        }
        SigningKey::Rsa(number) => {
            let public =
                signature::RsaPublicKeyComponents::<Vec<u8>>::from(rsa_key(number).public());
            let algorithm = &signature::RSA_PKCS1_2048_8192_SHA256;
            public.verify(algorithm, text.as_bytes(), &signature).is_ok()
        }
    }
}

/// What a token says that is known to be ours.
pub(crate) fn claims_of(token: &str) -> Option<Value> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

fn hmac_key(secret: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())
}

/// Parsed once a process, each when it is first needed.
fn rsa_key(number: u64) -> &'static signature::RsaKeyPair {
    const WELL_FORMED: &str = "the keys in the tree are well-formed";
    static KEYS: [OnceLock<signature::RsaKeyPair>; RSA_KEYS.len()] =
        [const { OnceLock::new() }; RSA_KEYS.len()];
    let turn = (number % RSA_KEYS.len() as u64) as usize;
    KEYS[turn].get_or_init(|| {
        let der: String = RSA_KEYS[turn].lines().filter(|line| !line.starts_with('-')).collect();
        let der = STANDARD.decode(der).expect(WELL_FORMED);
        signature::RsaKeyPair::from_pkcs8(&der).expect(WELL_FORMED)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_own_key_alone() {
        for (own, other) in [
            (SigningKey::Rsa(0), SigningKey::Rsa(1)),
            (SigningKey::Rsa(5), SigningKey::Rsa(4)),
            (SigningKey::Secret("a"), SigningKey::Secret("b")),
            (SigningKey::Secret("a"), SigningKey::Rsa(0)),
        ] {
            let token = sign(&json!({"sub": "x"}), own);
            assert!(is_signed(&token, own));
            assert!(!is_signed(&token, other));
            assert!(!is_signed(&format!("{token}A"), own));
        }
        assert!(!is_signed("nonsense", SigningKey::Rsa(0)));
    }
}
