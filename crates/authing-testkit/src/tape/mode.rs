use authing_transport::time::{Clock, SharedClock};
use authing_transport::{SharedTransport, Transport};

use crate::fixture::Source;
use crate::redact::Redaction;

/// What a [`Tape`](super::Tape) does with requests.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Mode {
    /// Answers them from the file, and cannot open a socket.
    #[default]
    Replay,
    /// Sends them on, and writes the file anew.
    Record(Upstream),
    /// Sends them on, and compares the answers with the file.
    Verify(Upstream),
}

impl Mode {
    /// The variable that [`from_env`](Self::from_env) reads.
    pub const VARIABLE: &str = "AUTHING_TAPE";

    /// The mode of the environment variable `AUTHING_TAPE`: `replay`, `record` or `verify`, and
    /// replay where it is not set or empty. `upstream` is only called where it is needed.
    ///
    /// # Errors
    ///
    /// [`UnknownMode`] for any other value.
    pub fn from_env(upstream: impl FnOnce() -> Upstream) -> Result<Self, UnknownMode> {
        let name = std::env::var_os(Self::VARIABLE).unwrap_or_default();
        Self::named(&name.to_string_lossy(), upstream)
    }

    /// The mode with this name; the empty one is replay.
    ///
    /// # Errors
    ///
    /// [`UnknownMode`] for any name but `replay`, `record` and `verify`.
    pub fn named(name: &str, upstream: impl FnOnce() -> Upstream) -> Result<Self, UnknownMode> {
        match name {
            "" | "replay" => Ok(Self::Replay),
            "record" => Ok(Self::Record(upstream())),
            "verify" => Ok(Self::Verify(upstream())),
            other => Err(UnknownMode(other.to_owned())),
        }
    }
}

/// There is no such [`Mode`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no mode {0:?}; it is `replay`, `record` or `verify`")]
pub struct UnknownMode(String);

/// Who answers while a tape is recorded or verified, and what is told of it.
#[derive(Clone, Debug)]
pub struct Upstream {
    pub(super) transport: SharedTransport,
    pub(super) clock: SharedClock,
    pub(super) source: Source,
    pub(super) description: String,
    pub(super) note: Option<String>,
    pub(super) redaction: Redaction,
}

impl Upstream {
    /// Asks through `transport`, which leads to the `source` that the file will name.
    pub fn new(transport: impl Transport, source: Source) -> Self {
        Self {
            transport: SharedTransport::new(transport),
            clock: SharedClock::default(),
            source,
            description: String::new(),
            note: None,
            redaction: Redaction::new(),
        }
    }

    /// The clock by which it answers. Default: the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = SharedClock::new(clock);
        self
    }

    /// What happens on the tape, in a sentence. Default: nothing is said.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// What the source does not show. Default: nothing is said.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// What may be written in clear. Default: only what always may.
    #[must_use]
    pub fn redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }
}
