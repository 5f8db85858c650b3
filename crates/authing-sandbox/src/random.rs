use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};

/// The sandbox's only source of chance: the same seed gives the same numbers.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(from = "Position", into = "Position")]
pub(crate) struct Random {
    seed: u64,
    generator: ChaCha12Rng,
}

/// Where the numbers began, and how far they have come.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Position {
    seed: u64,
    /// In words of 32 bits. 2^64 of them are never drawn.
    words: u64,
}

impl From<Position> for Random {
    fn from(Position { seed, words }: Position) -> Self {
        let mut random = Self::new(seed);
        random.generator.set_word_pos(words.into());
        random
    }
}

impl From<Random> for Position {
    fn from(Random { seed, generator }: Random) -> Self {
        let words = u64::try_from(generator.get_word_pos()).unwrap_or(u64::MAX);
        Self { seed, words }
    }
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, generator: ChaCha12Rng::seed_from_u64(seed) }
    }

    /// Where the numbers began.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// `bytes` random bytes as lower-case hex digits, two a byte.
    pub(crate) fn hex(&mut self, bytes: usize) -> String {
        let mut random = vec![0; bytes];
        self.generator.fill_bytes(&mut random);
        random.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// `length` random decimal digits.
    pub(crate) fn digits(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(b'0' + (self.generator.next_u32() % 10) as u8)).collect()
    }

    /// Whether something of this probability, 0 to 1, happens.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        f64::from(self.generator.next_u32()) / (f64::from(u32::MAX) + 1.0) < probability
    }

    pub(crate) fn salt(&mut self) -> [u8; 16] {
        let mut salt = [0; 16];
        self.generator.fill_bytes(&mut salt);
        salt
    }
}
