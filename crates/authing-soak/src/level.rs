//! Whether something grows.

/// By how much a level may be higher at the end without being said to grow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Margin {
    /// A share of the level in the second quarter, in percent.
    pub(crate) percent: u64,
    /// And this much besides.
    pub(crate) plus: u64,
}

impl Margin {
    /// Of memory, in KiB. An allocator keeps what it once had, and pages of it fill slowly; a leak
    /// of 100 bytes a call would be 5 MB in half of 100,000 calls.
    pub(crate) const MEMORY: Self = Self { percent: 5, plus: 1_024 };

    /// Of open files: connections that were lost are closed a little after they are replaced.
    pub(crate) const FILES: Self = Self { percent: 25, plus: 8 };
}

/// The levels of the second and of the last quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Levels {
    pub(crate) second: u64,
    pub(crate) last: u64,
}

impl Levels {
    /// Of samples that were taken at equal distances; the level of a quarter is their median.
    pub(crate) fn of(samples: &[u64]) -> Self {
        let quarter = samples.len() / 4;
        Self {
            second: median(&samples[quarter..2 * quarter]),
            last: median(&samples[samples.len() - quarter..]),
        }
    }

    /// Whether the last quarter is no higher than it may be.
    pub(crate) fn is_flat(self, margin: Margin) -> bool {
        self.last <= self.second + self.second * margin.percent / 100 + margin.plus
    }
}

fn median(samples: &[u64]) -> u64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Levels, Margin};

    #[test]
    fn what_warms_up_and_what_peaks_is_flat() {
        let mut samples = vec![100_000; 100];
        samples[..20].fill(10_000);
        samples[95] = 900_000;
        assert!(Levels::of(&samples).is_flat(Margin::MEMORY));
    }

    #[test]
    fn what_leaks_is_not() {
        // 100 bytes a call over 100,000 calls, on top of 20 MB.
        let memory: Vec<_> = (0..200).map(|step| 20_000 + step * 50).collect();
        assert!(!Levels::of(&memory).is_flat(Margin::MEMORY));
        // One connection in a hundred calls, over 5,000 calls.
        let files: Vec<_> = (0..200).map(|step| 40 + step / 4).collect();
        assert!(!Levels::of(&files).is_flat(Margin::FILES));
    }

    #[test]
    fn the_margin_is_what_it_says() {
        let margin = Margin { percent: 10, plus: 5 };
        assert!(Levels { second: 100, last: 115 }.is_flat(margin));
        assert!(!Levels { second: 100, last: 116 }.is_flat(margin));
    }
}
