//! The benchmarks, one module each.

mod building;
mod calls;
mod cost;
mod encryption;
mod sandbox;
mod sessions;

use authing_bench::Error;

use crate::report::Section;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// Less of everything: more noise, and less than a minute in all.
    pub(crate) quick: bool,
}

impl Extent {
    /// The one or, for a quick run, the other.
    pub(crate) fn pick<T>(self, whole: T, quick: T) -> T {
        if self.quick { quick } else { whole }
    }
}

/// A benchmark.
pub(crate) type Measure = fn(Extent) -> Result<Section, Error>;

/// All of them, by the names that `--only` takes.
pub(crate) const ALL: &[(&str, Measure)] = &[
    ("calls", calls::measure),
    ("building", building::measure),
    ("encryption", encryption::measure),
    ("sessions", sessions::measure),
    ("sandbox", sandbox::measure),
    ("cost", cost::measure),
];
