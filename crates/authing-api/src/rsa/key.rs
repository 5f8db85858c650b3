use zeroize::Zeroizing;

use super::modulus::{self, Modulus, modulus};

/// A public key with what its arithmetic needs prepared, which costs more than using it once.
pub(crate) struct RsaKey {
    modulus: Box<dyn Modulus>,
    /// Length of the modulus, in bits.
    bits: u32,
    exponent: u64,
}

impl RsaKey {
    /// Moduli shorter than this are refused: they can be factored.
    pub(crate) const MIN_BITS: u32 = 1024;
    /// Moduli longer than this are refused.
    pub(crate) const MAX_BITS: u32 = modulus::MAX_BITS;
    /// Exponents above this are refused: each use would cost much to whoever was handed one. 65537
    /// is what everybody uses.
    const MAX_EXPONENT: u64 = (1 << 33) - 1;

    /// Makes a key of a modulus and an exponent, both big-endian. Leading zeros do not matter.
    pub(crate) fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        let modulus = without_leading_zeros(modulus);
        let bits = bit_length(modulus);
        if bits < u64::from(Self::MIN_BITS) {
            return Err(KeyError::TooShort);
        }
        if bits > u64::from(Self::MAX_BITS) {
            return Err(KeyError::TooLong);
        }
        let exponent = match without_leading_zeros(exponent) {
            bytes if bytes.len() > size_of::<u64>() => return Err(KeyError::Exponent),
            bytes => bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)),
        };
        if !(3..=Self::MAX_EXPONENT).contains(&exponent) || exponent % 2 == 0 {
            return Err(KeyError::Exponent);
        }
        let modulus = self::modulus(modulus).ok_or(KeyError::EvenModulus)?;
        Ok(Self { modulus, bits: bits as u32, exponent })
    }

    /// Length of the modulus, in bits.
    pub(crate) const fn bits(&self) -> u32 {
        self.bits
    }

    /// Length of what the key makes, in bytes.
    pub(crate) const fn size(&self) -> usize {
        self.bits.div_ceil(8) as usize
    }

    /// The message to the power of the exponent, modulo the modulus: [`size`](Self::size) bytes,
    /// big-endian. `None` unless the message has that length and is less than the modulus.
    ///
    /// See [`Modulus::power`] for what an observer can learn of the message.
    pub(crate) fn power(&self, message: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        if message.len() != self.size() {
            return None;
        }
        self.modulus.power(message, self.exponent)
    }
}

/// Why two numbers are no usable RSA key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyError {
    /// Fewer than [`RsaKey::MIN_BITS`].
    TooShort,
    /// More than [`RsaKey::MAX_BITS`].
    TooLong,
    /// No product of two odd primes.
    EvenModulus,
    /// Even, 1, or unreasonably large.
    Exponent,
}

fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    &bytes[zeros..]
}

/// Of a number without leading zero bytes.
fn bit_length(bytes: &[u8]) -> u64 {
    let first = bytes.first().map_or(0, |byte| u64::from(byte.leading_zeros()));
    bytes.len() as u64 * 8 - first
}
