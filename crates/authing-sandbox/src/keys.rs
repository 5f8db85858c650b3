//! The sandbox's keys: one that passwords are encrypted with, and those that sign tokens.

mod signing;

use std::sync::OnceLock;

use ring::digest;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use authing_api::server::PrivateKey;

pub(crate) use signing::{SigningKey, claims_of, is_signed, jwk, key_id, sign};

const PASSWORD_KEY: &str = include_str!("../keys/password-1024.pem");

/// The private half of the key that clients encrypt passwords with. Parsed once a process.
fn password_key() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| PrivateKey::parse(PASSWORD_KEY).expect("the key in the tree is well-formed"))
}

/// The public half, as bare base64 of its DER.
pub(crate) fn password_public_key() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| password_key().public_key())
}

/// The clear text of an encrypted password, or `None` when it was not encrypted with our key.
pub(crate) fn decrypt_password(sealed: &str) -> Option<Zeroizing<String>> {
    password_key().decrypt(sealed)
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
