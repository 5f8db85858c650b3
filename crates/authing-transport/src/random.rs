//! Chance as a value that a caller passes in, so that a test can choose it.

use std::fmt::Debug;
use std::sync::Arc;

/// Gives random numbers that spread waits. Never use them for secrets.
pub trait Random: Debug + Send + Sync + 'static {
    /// A number, each as likely as the other.
    fn next_u64(&self) -> u64;
}

/// The randomness of the operating system. Where that gives none, the number is 0.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SystemRandom;

impl SystemRandom {
    /// The randomness of the operating system.
    pub fn new() -> Self {
        Self
    }
}

impl Random for SystemRandom {
    fn next_u64(&self) -> u64 {
        getrandom::u64().unwrap_or_default()
    }
}

/// The same number each time, for tests.
#[derive(Clone, Copy, Debug)]
pub struct FixedRandom(u64);

impl FixedRandom {
    /// Gives `number` each time.
    pub fn new(number: u64) -> Self {
        Self(number)
    }
}

impl Random for FixedRandom {
    fn next_u64(&self) -> u64 {
        self.0
    }
}

/// A handle on some [`Random`] that is cheap to clone; the default is [`SystemRandom`].
#[derive(Clone, Debug)]
pub struct SharedRandom(Arc<dyn Random>);

impl SharedRandom {
    /// Puts `random` behind a handle.
    pub fn new(random: impl Random) -> Self {
        Self(Arc::new(random))
    }
}

impl Random for SharedRandom {
    fn next_u64(&self) -> u64 {
        self.0.next_u64()
    }
}

impl Default for SharedRandom {
    fn default() -> Self {
        Self::new(SystemRandom)
    }
}
