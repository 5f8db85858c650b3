//! RSA with a public key: the arithmetic, the padding of PKCS#1 v1.5, and the reading of keys.
//!
//! The numbers are those of `crypto-bigint`; why this is not the crate `rsa` is in
//! docs/decisions.md.

mod der;
mod key;
mod modulus;
mod pkcs1;

pub(crate) use der::rsa_key_of_spki;
pub(crate) use key::{KeyError, RsaKey};
pub(crate) use pkcs1::{encrypt, verify_sha256};

/// What PKCS#1 v1.5 padding needs at least: two leading bytes, eight of filling, one that ends it.
pub(crate) const PADDING_BYTES: usize = 11;
