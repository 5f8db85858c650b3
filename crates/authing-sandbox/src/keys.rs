//! The sandbox's keys: one that passwords are encrypted with, and those that sign tokens.

mod signing;

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub(crate) use signing::{SigningKey, claims_of, is_signed, jwk, key_id, sign};

const PASSWORD_KEY: &str = include_str!("../keys/password-1024.pem");

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
