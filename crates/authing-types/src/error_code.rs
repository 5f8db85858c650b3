mod catalogue;

use std::fmt;

use serde::{Deserialize, Serialize};

/// The integer by which the service tells how a call ended (protocol.md 1.6 and 5).
///
/// 200 is success; codes that this crate does not know pass through untouched. Known codes are
/// constants, and their entry in the catalogue says what they mean and what to do:
///
/// ```
/// use authing_types::ErrorCode;
///
/// let code = ErrorCode::new(2026);
/// assert_eq!(code, ErrorCode::USER_EXISTS);
/// assert_eq!(code.name(), Some("user_exists"));
/// assert_eq!(ErrorCode::new(987_654).name(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ErrorCode(i64);

impl ErrorCode {
    /// A code by its number, known or not.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number on the wire.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The name in the catalogue, in snake case; `None` for an unknown code.
    pub fn name(self) -> Option<&'static str> {
        self.info().map(|info| info.name)
    }

    /// The code's entry in the catalogue; `None` for an unknown code.
    pub fn info(self) -> Option<&'static CodeInfo> {
        catalogue::CATALOGUE
            .binary_search_by_key(&self, |info| info.code)
            .ok()
            .map(|index| &catalogue::CATALOGUE[index])
    }

    /// All known codes, by ascending number.
    pub fn catalogue() -> &'static [CodeInfo] {
        catalogue::CATALOGUE
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is known about one [`ErrorCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeInfo {
    /// The code.
    pub code: ErrorCode,
    /// Its name in snake case, stable across versions.
    pub name: &'static str,
    /// What it means, in English.
    pub meaning: &'static str,
    /// What it means, in Chinese.
    pub meaning_zh: &'static str,
    /// What the caller can do next.
    pub next_step: &'static str,
    /// Whether repeating the same call can help.
    pub retry: RetryAdvice,
    /// Where the code was learned: the origin letters of protocol.md 5.
    pub source: &'static str,
}

/// Whether repeating a refused call can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryAdvice {
    /// The same call will be refused again.
    Never,
    /// The same call may succeed after a while.
    Later,
    /// A call with other input, or after another step, may succeed.
    AfterChange,
}
