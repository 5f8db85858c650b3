mod crt;

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use getrandom::SysRng;
use rsa::hazmat::rsa_decrypt_and_check;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePublicKey as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, RsaPrivateKey};
use zeroize::Zeroizing;

use authing_types::InvalidValue;

use crt::CrtKey;

/// The other half of a [`PublicKey`](crate::PublicKey), for whoever plays the service: what it
/// decrypts are the passwords of tests.
///
/// It tells a password from a ciphertext for another key, which a service that is attacked must not
/// do. Clients have no use for it.
#[derive(Clone)]
pub struct PrivateKey(Arc<Key>);

struct Key {
    rsa: RsaPrivateKey,
    /// The same for a key of the length that the service's own has.
    crt: Option<CrtKey>,
}

impl PrivateKey {
    /// Reads a key in PKCS #8, as PEM (`-----BEGIN PRIVATE KEY-----`). Parsing costs more than
    /// decrypting: parse once and clone, which is cheap.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for the field `privateKey`.
    pub fn parse(pem: &str) -> Result<Self, InvalidValue> {
        let refused = |_| InvalidValue::new("privateKey", "is no RSA key in PKCS #8 as PEM");
        let rsa = RsaPrivateKey::from_pkcs8_pem(pem).map_err(refused)?;
        let crt = CrtKey::of(&rsa);
        Ok(Self(Arc::new(Key { rsa, crt })))
    }

    /// The public half as the service gives it out: X.509 `SubjectPublicKeyInfo`, the bare base64
    /// of its DER (protocol.md 1.2).
    pub fn public_key(&self) -> String {
        let public = self.0.rsa.to_public_key().to_public_key_der();
        STANDARD.encode(public.expect("a parsed key has a DER form").as_bytes())
    }

    /// The clear text of a password as the wire has it (protocol.md 2), or `None` where it was not
    /// encrypted with this key or is no UTF-8.
    pub fn decrypt(&self, sealed: &str) -> Option<Zeroizing<String>> {
        let clear = self.open(&STANDARD.decode(sealed).ok()?)?;
        String::from_utf8(clear).ok().map(Zeroizing::new)
    }

    /// The clear text of a ciphertext, or `None` where its padding is not that of PKCS #1 v1.5.
    ///
    /// The crate's own decryption gives random bytes in that case, so that nobody learns which it
    /// was; here the key is public, and a text for another key must be told from a password.
    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let block = match &self.0.crt {
            Some(crt) => crt.power(sealed)?,
            None => power(&self.0.rsa, sealed)?,
        };
        let padded = block.strip_prefix(&[0, 2])?;
        let padding = padded.iter().position(|byte| *byte == 0).filter(|length| *length >= 8)?;
        Some(padded[padding + 1..].to_vec())
    }
}

/// The message to the power of the private exponent, for a key of any length.
fn power(key: &RsaPrivateKey, message: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let size = key.size();
    let message = BoxedUint::from_be_slice(message, u32::try_from(size * 8).ok()?).ok()?;
    let power = rsa_decrypt_and_check(key, None::<&mut SysRng>, &message).ok()?;
    let power = Zeroizing::new(power.to_be_bytes());
    Some(Zeroizing::new(power.get(power.len().checked_sub(size)?..)?.to_vec()))
}

/// How long it is.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({} bits)", self.0.rsa.n().bits())
    }
}
