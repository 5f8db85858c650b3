use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{BoxedUint, Odd, U512, U1024};
use rsa::RsaPrivateKey;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use zeroize::{Zeroize as _, Zeroizing};

/// Half as many limbs as a number of 1024 bits has.
const HALF: usize = U512::LIMBS;

/// A key of 1024 bits, of two primes of at most 512, as the Chinese remainder theorem uses it (RFC
/// 8017, 5.1.2, 2b).
///
/// The crate `rsa` computes the same with numbers of any length, which costs a quarter more. As
/// there, the time depends on no bit of the key and of the message.
pub(super) struct CrtKey {
    modulus: U1024,
    p: Prime,
    q: Prime,
    /// The inverse of q modulo p.
    q_inverse: FixedMontyForm<HALF>,
}

/// One of the primes, and the private exponent modulo it less one.
struct Prime {
    params: FixedMontyParams<HALF>,
    exponent: U512,
}

impl CrtKey {
    /// `None` for a key of another length or form.
    pub(super) fn of(key: &RsaPrivateKey) -> Option<Self> {
        if key.size() != U1024::BYTES {
            return None;
        }
        let [p, q] = key.primes() else {
            return None;
        };
        let p = Prime::new(p, key.dp()?)?;
        let q = Prime::new(q, key.dq()?)?;
        let q_inverse = FixedMontyForm::new(&half(&key.qinv()?.retrieve())?, &p.params);
        let modulus = p.number().concatenating_mul(&q.number());
        Some(Self { modulus, p, q, q_inverse })
    }

    /// The message to the power of the private exponent, modulo the modulus: 128 bytes, big-endian.
    /// `None` where it is not less than the modulus.
    pub(super) fn power(&self, message: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let message = U1024::from_be_slice(&*padded::<{ U1024::BYTES }>(message)?);
        if message >= self.modulus {
            return None;
        }
        let of_p = self.p.power(&message);
        let of_q = Zeroizing::new(self.q.power(&message).retrieve());
        let difference = of_p - FixedMontyForm::new(&of_q, &self.p.params);
        let times = Zeroizing::new((difference * self.q_inverse).retrieve());
        let power: U1024 = times.concatenating_mul(&self.q.number());
        let power = Zeroizing::new(power.wrapping_add(&of_q.resize()));
        Some(Zeroizing::new(power.to_be_bytes().as_ref().to_vec()))
    }
}

impl Prime {
    fn new(prime: &BoxedUint, exponent: &BoxedUint) -> Option<Self> {
        let prime = Odd::new(half(prime)?).into_option()?;
        Some(Self { params: FixedMontyParams::new(prime), exponent: half(exponent)? })
    }

    fn number(&self) -> U512 {
        *self.params.modulus().as_ref()
    }

    /// The number to the power of the exponent, modulo the prime.
    fn power(&self, number: &U1024) -> FixedMontyForm<HALF> {
        let (low, high) = number.split();
        // Of the upper half's place, 2^512, the Montgomery form is the square of 2^512.
        let place = FixedMontyForm::from_montgomery(*self.params.r2(), &self.params);
        let number = FixedMontyForm::new(&high, &self.params) * place
            + FixedMontyForm::new(&low, &self.params);
        number.pow_amm(&self.exponent)
    }
}

impl Drop for CrtKey {
    fn drop(&mut self) {
        self.q_inverse.zeroize();
    }
}

impl Drop for Prime {
    fn drop(&mut self) {
        self.params.zeroize();
        self.exponent.zeroize();
    }
}

/// A number of at most 512 bits.
fn half(number: &BoxedUint) -> Option<U512> {
    let bytes = Zeroizing::new(number.to_be_bytes().into_vec());
    Some(U512::from_be_slice(&*padded::<{ U512::BYTES }>(&bytes)?))
}

/// The same number in so many bytes, big-endian; `None` where it has more.
fn padded<const BYTES: usize>(number: &[u8]) -> Option<Zeroizing<[u8; BYTES]>> {
    let (zeros, number) = number.split_at(number.len().saturating_sub(BYTES));
    let mut padded = Zeroizing::new([0; BYTES]);
    padded[BYTES - number.len()..].copy_from_slice(number);
    zeros.iter().all(|byte| *byte == 0).then_some(padded)
}

#[cfg(test)]
mod tests {
    use rsa::hazmat::rsa_decrypt;
    use rsa::pkcs8::DecodePrivateKey as _;

    use super::*;

    #[test]
    fn every_number_has_the_power_that_the_crate_finds() {
        let key =
            RsaPrivateKey::from_pkcs8_pem(include_str!("../../../tests/data/test-only-1024.pem"));
        let key = key.unwrap();
        let crt = CrtKey::of(&key).unwrap();
        let modulus = U1024::from_be_slice(&key.n_bytes());
        let primes = [crt.p.number(), crt.q.number()].map(|prime| prime.resize());
        // Numbers that are none modulo a prime, the ends, and some in between.
        let mut numbers = vec![U1024::ZERO, U1024::ONE, modulus.wrapping_sub(&U1024::ONE)];
        numbers.extend(primes);
        numbers.extend((1..20).map(|bits| modulus.wrapping_shr(bits * 53)));
        for number in numbers {
            let theirs =
                rsa_decrypt(None::<&mut getrandom::SysRng>, &key, &BoxedUint::from(number));
            let ours = crt.power(number.to_be_bytes().as_ref()).unwrap();
            assert_eq!(ours[..], theirs.unwrap().to_be_bytes()[..], "{number}");
        }
        for number in [modulus, U1024::MAX] {
            assert!(crt.power(number.to_be_bytes().as_ref()).is_none());
        }
    }
}
