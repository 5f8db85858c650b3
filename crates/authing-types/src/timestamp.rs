use std::fmt;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::rfc3339;

/// A point in time as the service writes it.
///
/// Usually RFC 3339 in UTC with milliseconds (`2021-02-19T11:30:13.927Z`), sometimes with an
/// offset (protocol.md 4.1). The text is kept as it came, so that an odd one is not lost.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    /// A timestamp from text, whatever its form.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The point in time, or `None` when the text is not RFC 3339.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        rfc3339::read(&self.0)
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Writes UTC with milliseconds and `Z`, as the service does.
///
/// Times outside 1970 to 9999 become the nearest end of that range.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self(rfc3339::write(time))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
