use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use authing_types::{InvalidValue, Password};

use crate::rsa::{self, KeyError, RsaKey};

/// The RSA key that passwords are encrypted with (protocol.md 2).
///
/// Parsing costs more than encrypting: parse once and clone, which is cheap.
#[derive(Clone)]
pub struct PublicKey(Arc<RsaKey>);

impl PublicKey {
    /// The key of the service itself, a public constant of all its SDKs (protocol.md 2).
    ///
    /// An on-premise deployment and the sandbox have keys of their own.
    pub const SERVICE: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC4xKeUgQ+Aoz7TLfAfs9+paePb5KIofVthEopwrXFkp8OCeocaTHt9ICjTT2QeJh6cZaDaArfZ873GPUn00eOIZ7Ae+TiA2BKHbCvloW3w5Lnqm70iSsUi5Fmu9/2+68GZRH9L7Mlh8cFksCicW2Y2W2uMGKl64GDcIq3au+aqJQIDAQAB";

    /// The service's key, parsed.
    pub fn service() -> Self {
        Self::parse(Self::SERVICE).expect("the constant is a well-formed key")
    }

    /// Reads an X.509 `SubjectPublicKeyInfo` of an RSA key of 1024 to 4096 bits, as PEM
    /// (`-----BEGIN PUBLIC KEY-----`) or as the bare base64 of its DER. White space around and
    /// inside does not matter.
    ///
    /// The exponent is odd and from 3 to 2^33 - 1.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for the field `publicKey`: not such a text, another kind of key, or a
    /// length or exponent out of range.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let refused = |reason| InvalidValue::new("publicKey", reason);
        if text.trim().is_empty() {
            return Err(refused("must not be empty: copy it from the deployment's administrator"));
        }
        if text.contains("PRIVATE KEY") {
            return Err(refused("is a private key: give the public one, and replace this pair"));
        }
        if text.contains("BEGIN RSA PUBLIC KEY") {
            return Err(refused(
                "is in the PKCS#1 form: give the X.509 form, which begins with BEGIN PUBLIC KEY",
            ));
        }
        let base64: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("-----"))
            .flat_map(str::chars)
            .filter(|c| !c.is_ascii_whitespace())
            .collect();
        let der = STANDARD
            .decode(base64)
            .map_err(|_| refused("is neither PEM nor base64: copy the key's whole text"))?;
        let (modulus, exponent) = rsa::rsa_key_of_spki(&der).ok_or_else(|| {
            refused("is not an X.509 RSA public key of 1024 to 4096 bits: export it as such")
        })?;
        let key = RsaKey::new(modulus, exponent).map_err(|error| {
            refused(match error {
                KeyError::TooShort => "is shorter than 1024 bits: use a longer key",
                KeyError::TooLong => "is longer than 4096 bits: use a shorter key",
                KeyError::EvenModulus => "has an even modulus: copy the key's whole text",
                KeyError::Exponent => {
                    "has an exponent that is even or not from 3 to 2^33: use a key with 65537"
                }
            })
        })?;
        Ok(Self(Arc::new(key)))
    }

    /// The longest password that this key can encrypt, in bytes of UTF-8: 117 for 1024 bits.
    pub fn max_password_bytes(&self) -> usize {
        self.0.size() - rsa::PADDING_BYTES
    }

    /// Encrypts a password as the wire takes it: RSA with PKCS#1 v1.5 padding, in base64 with
    /// padding. Two encryptions of the same password differ.
    ///
    /// # Errors
    ///
    /// [`EncryptError`] when the password is longer than
    /// [`max_password_bytes`](Self::max_password_bytes) or the system gives no randomness.
    pub fn encrypt(&self, password: &Password) -> Result<String, EncryptError> {
        let clear = password.expose_secret().as_bytes();
        let max = self.max_password_bytes();
        if clear.len() > max {
            return Err(EncryptError::TooLong { max });
        }
        let sealed = rsa::encrypt(&self.0, clear, |bytes| getrandom::fill(bytes).ok())
            .ok_or(EncryptError::NoRandomness)?;
        Ok(STANDARD.encode(&*sealed))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} bits)", self.0.bits())
    }
}

/// Why a password could not be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncryptError {
    /// The password does not fit the key.
    #[error(
        "password is longer than the {max} bytes that the key can encrypt: choose a shorter one"
    )]
    TooLong {
        /// The longest password for this key, in bytes of UTF-8.
        max: usize,
    },
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    NoRandomness,
}
