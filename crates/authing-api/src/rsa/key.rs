use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, MontyForm, MontyMultiplier as _};
use zeroize::{Zeroize as _, Zeroizing};

/// A public key with what its arithmetic needs prepared, which costs more than using it once.
pub(crate) struct RsaKey {
    /// The modulus, and the constants of Montgomery multiplication by it.
    params: BoxedMontyParams,
    /// Length of the modulus, in bits.
    bits: u32,
    exponent: u64,
}

impl RsaKey {
    /// Moduli shorter than this are refused: they can be factored.
    pub(crate) const MIN_BITS: u32 = 1024;
    /// Moduli longer than this are refused: no deployment has one, and each use would cost
    /// milliseconds to whoever was handed it.
    pub(crate) const MAX_BITS: u32 = 8192;
    /// Exponents above this are refused, for the same reason; 65537 is what everybody uses.
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
        let modulus = BoxedUint::from_be_slice_vartime(modulus);
        let modulus = modulus.into_odd().into_option().ok_or(KeyError::EvenModulus)?;
        let params = BoxedMontyParams::new_vartime(modulus);
        Ok(Self { params, bits: bits as u32, exponent })
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
    /// The time depends on the key, which is public, and not on the message: `crypto-bigint`
    /// multiplies in constant time. The number that the message is, is cleared after use.
    pub(crate) fn power(&self, message: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        if message.len() != self.size() {
            return None;
        }
        let precision = self.params.bits_precision();
        let number = Zeroizing::new(BoxedUint::from_be_slice(message, precision).ok()?);
        let modulus: &BoxedUint = self.params.modulus();
        if *number >= *modulus {
            return None;
        }
        let mut base = BoxedMontyForm::new(BoxedUint::clone(&number), &self.params);
        let mut power = base.clone();
        let mut multiplier = <BoxedMontyForm as MontyForm>::Multiplier::from(&self.params);
        // From the bit below the highest one downwards.
        for bit in (0..self.exponent.ilog2()).rev() {
            multiplier.square_assign(&mut power);
            if self.exponent >> bit & 1 == 1 {
                multiplier.mul_assign(&mut power, &base);
            }
        }
        base.zeroize();
        // Whole limbs, of which the topmost bytes are zero where the modulus does not fill them.
        let bytes = Zeroizing::new(power.retrieve().to_be_bytes().into_vec());
        Some(Zeroizing::new(bytes[bytes.len() - self.size()..].to_vec()))
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
