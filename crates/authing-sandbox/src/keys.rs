//! The sandbox's keys: one that passwords are encrypted with, and those that sign tokens.

mod signing;

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand_chacha::ChaCha12Rng;
use ring::digest;
use rsa::hazmat::rsa_decrypt_and_check;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, RsaPrivateKey};
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
    let clear = open_sealed(password_key(), &STANDARD.decode(sealed).ok()?)?;
    String::from_utf8(clear).ok().map(Zeroizing::new)
}

/// The clear text of a ciphertext, or `None` where its padding is not that of PKCS #1 v1.5.
///
/// The crate's own decryption gives random bytes in that case, so that nobody learns which it was;
/// here the key is public, and a text for another key must be told from a password.
fn open_sealed(key: &RsaPrivateKey, sealed: &[u8]) -> Option<Vec<u8>> {
    let size = key.size();
    let sealed = BoxedUint::from_be_slice(sealed, u32::try_from(size * 8).ok()?).ok()?;
    let block = rsa_decrypt_and_check(key, None::<&mut ChaCha12Rng>, &sealed).ok()?.to_be_bytes();
    let block = block.get(block.len().checked_sub(size)?..)?;
    let padded = block.strip_prefix(&[0, 2])?;
    let padding = padded.iter().position(|byte| *byte == 0).filter(|length| *length >= 8)?;
    Some(padded[padding + 1..].to_vec())
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
