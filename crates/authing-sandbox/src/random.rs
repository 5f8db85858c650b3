use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// The sandbox's only source of chance: the same seed gives the same numbers.
#[derive(Clone, Debug)]
pub(crate) struct Random(ChaCha12Rng);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha12Rng::seed_from_u64(seed))
    }

    /// `bytes` random bytes as lower-case hex digits, two a byte.
    pub(crate) fn hex(&mut self, bytes: usize) -> String {
        let mut random = vec![0; bytes];
        self.0.fill_bytes(&mut random);
        random.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// `length` random decimal digits.
    pub(crate) fn digits(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(b'0' + (self.0.next_u32() % 10) as u8)).collect()
    }

    /// Whether something of this probability, 0 to 1, happens.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0) < probability
    }

    pub(crate) fn salt(&mut self) -> [u8; 16] {
        let mut salt = [0; 16];
        self.0.fill_bytes(&mut salt);
        salt
    }
}
