//! The sandbox's keys: one that passwords are encrypted with, and two that sign id tokens.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::{digest, hmac, signature};
use rsa::pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Signing;

const PASSWORD_KEY: &str = include_str!("../keys/password-1024.pem");
const ID_TOKEN_KEY: &str = include_str!("../keys/id-token-2048.pem");

/// The private half of the key that clients encrypt passwords with. Parsed once a process.
fn password_key() -> &'static RsaPrivateKey {
    static KEY: OnceLock<RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| {
        RsaPrivateKey::from_pkcs8_pem(PASSWORD_KEY).expect("the key in the tree is well-formed")
    })
}

/// The public half, as bare base64 of its DER.
pub(crate) fn password_public_key() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let der = password_key()
            .to_public_key()
            .to_public_key_der()
            .expect("a parsed key has a DER form");
        STANDARD.encode(der.as_bytes())
    })
}

/// The clear text of an encrypted password, or `None` when it was not encrypted with our key.
pub(crate) fn decrypt_password(sealed: &str) -> Option<Zeroizing<String>> {
    let clear = password_key().decrypt(Pkcs1v15Encrypt, &STANDARD.decode(sealed).ok()?).ok()?;
    String::from_utf8(clear).ok().map(Zeroizing::new)
}

/// The `kid` of the RSA key that signs id tokens.
pub(crate) const ID_TOKEN_KEY_ID: &str = "sandbox-1";

fn id_token_key() -> &'static signature::RsaKeyPair {
    static KEY: OnceLock<signature::RsaKeyPair> = OnceLock::new();
    KEY.get_or_init(|| {
        let der: String = ID_TOKEN_KEY.lines().filter(|line| !line.starts_with('-')).collect();
        let der = STANDARD.decode(der).expect("the key in the tree is well-formed");
        signature::RsaKeyPair::from_pkcs8(&der).expect("the key in the tree is well-formed")
    })
}

/// The public half of the key that signs RS256 id tokens, as a JSON Web Key Set.
pub(crate) fn jwks() -> serde_json::Value {
    let public = signature::RsaPublicKeyComponents::<Vec<u8>>::from(id_token_key().public());
    serde_json::json!({"keys": [{
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": ID_TOKEN_KEY_ID,
        "n": URL_SAFE_NO_PAD.encode(public.n), "e": URL_SAFE_NO_PAD.encode(public.e),
    }]})
}

/// Signs claims into a compact JWS.
///
/// Only signing is done here, which is joining three base64 texts around one call into `ring`;
/// whoever verifies uses a JWT library.
pub(crate) fn sign(claims: &impl Serialize, signing: Signing, app_secret: &str) -> String {
    let header = match signing {
        Signing::Hs256 => r#"{"alg":"HS256","typ":"JWT"}"#.to_owned(),
        Signing::Rs256 => format!(r#"{{"alg":"RS256","typ":"JWT","kid":"{ID_TOKEN_KEY_ID}"}}"#),
    };
    let claims = serde_json::to_vec(claims).expect("claims have text keys");
    let mut token = URL_SAFE_NO_PAD.encode(header);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut token);
    let signature = match signing {
        Signing::Hs256 => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, app_secret.as_bytes());
            hmac::sign(&key, token.as_bytes()).as_ref().to_vec()
        }
        Signing::Rs256 => {
            let key = id_token_key();
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

/// What a token is remembered by, so that the state of a sandbox holds no usable token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct TokenDigest(#[serde(with = "crate::state::hex")] [u8; 16]);

impl TokenDigest {
    pub(crate) fn of(token: &str) -> Self {
        let digest = digest::digest(&digest::SHA256, token.as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&digest.as_ref()[..16]);
        Self(short)
    }
}
