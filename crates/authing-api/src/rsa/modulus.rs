//! Powers of numbers modulo a public number.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Limb, Odd, U1024, U2048, U4096, Uint};
use zeroize::{Zeroize as _, Zeroizing};

/// The largest modulus, in bits. No source speaks of a larger one, and it would be one more size that
/// is compiled for every user.
pub(super) const MAX_BITS: u32 = U4096::BITS;

/// A modulus, with the constants of Montgomery multiplication by it.
pub(super) trait Modulus: Send + Sync {
    /// The message, which has as many bytes as the modulus, to the power of the exponent: as many
    /// bytes, big-endian too. `None` unless it is less than the modulus.
    ///
    /// The time depends on modulus and exponent, which are public, and not on the message:
    /// `crypto-bigint` multiplies in constant time. What is made of the message is cleared after
    /// use.
    fn power(&self, message: &[u8], exponent: u64) -> Option<Zeroizing<Vec<u8>>>;
}

/// A modulus of at most [`MAX_BITS`], big-endian. `None` for one that is even.
///
/// It is computed with in numbers of 1024, 2048 or 4096 bits, whichever holds it. A modulus of 3072
/// bits, the only other length that keys usually have, takes twice the time that it must.
pub(super) fn modulus(bytes: &[u8]) -> Option<Box<dyn Modulus>> {
    if bytes.len() <= U1024::BYTES {
        fixed::<{ U1024::LIMBS }>(bytes)
    } else if bytes.len() <= U2048::BYTES {
        fixed::<{ U2048::LIMBS }>(bytes)
    } else {
        fixed::<{ U4096::LIMBS }>(bytes)
    }
}

/// A modulus in so many limbs.
fn fixed<const LIMBS: usize>(modulus: &[u8]) -> Option<Box<dyn Modulus>> {
    let odd = Odd::new(Uint::<LIMBS>::from_be_slice(&padded(modulus, LIMBS)?)).into_option()?;
    Some(Box::new(FixedMontyParams::new_vartime(odd)))
}

impl<const LIMBS: usize> Modulus for FixedMontyParams<LIMBS> {
    fn power(&self, message: &[u8], exponent: u64) -> Option<Zeroizing<Vec<u8>>> {
        let number = Zeroizing::new(Uint::<LIMBS>::from_be_slice(&padded(message, LIMBS)?));
        if *number >= *self.modulus().as_ref() {
            return None;
        }
        let mut base = FixedMontyForm::new(&number, self);
        let mut power = base;
        // From the bit below the highest one downwards.
        for bit in (0..exponent.ilog2()).rev() {
            power = power.square();
            if exponent >> bit & 1 == 1 {
                power *= &base;
            }
        }
        base.zeroize();
        let power = Zeroizing::new(power.retrieve());
        Some(last_bytes(power.as_limbs(), message.len()))
    }
}

/// The same number with as many bytes as so many limbs have, big-endian; `None` where it has more.
fn padded(number: &[u8], limbs: usize) -> Option<Zeroizing<Vec<u8>>> {
    let mut padded = Zeroizing::new(vec![0; limbs * Limb::BYTES]);
    let start = padded.len().checked_sub(number.len())?;
    padded[start..].copy_from_slice(number);
    Some(padded)
}

/// So many of the lowest bytes, big-endian. The limbs begin with the lowest.
fn last_bytes(limbs: &[Limb], count: usize) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0; count]);
    for (place, limb) in bytes.rchunks_mut(Limb::BYTES).zip(limbs) {
        place.copy_from_slice(&limb.0.to_be_bytes()[Limb::BYTES - place.len()..]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::modulus;

    #[test]
    fn only_numbers_below_the_modulus_have_a_power() {
        for size in [128, 129, 256, 512] {
            let mut number = vec![0xff; size];
            let modulus = modulus(&number).unwrap();
            assert_eq!(modulus.power(&number, 3), None);
            // One less is the negative of one, which any odd power leaves as it is.
            number[size - 1] = 0xfe;
            assert_eq!(modulus.power(&number, 3).as_deref(), Some(&number));
        }
    }
}
