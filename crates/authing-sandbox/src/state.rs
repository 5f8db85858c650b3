//! The state of a sandbox as a value, and as a document.

pub(crate) mod hex;
pub(crate) mod pairs;
mod snapshots;

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::ClockReading;
use crate::outbox::Message;
use crate::pool::Pool;

pub(crate) use snapshots::Snapshots;

/// Everything that a [`Sandbox`](crate::Sandbox) remembers: users, sessions, codes, messages,
/// rules, its clock and the position of its random generator.
///
/// It is a value: taking one with [`Sandbox::snapshot`](crate::Sandbox::snapshot) changes nothing,
/// and a sandbox that goes on from it answers the same calls with the same bytes, however often.
/// [`to_json`](Self::to_json) writes it as one document, from which
/// [`from_json`](Self::from_json) reads it back without loss.
///
/// ```
/// use authing_sandbox::{Sandbox, State};
///
/// let sandbox = Sandbox::builder().seed(7).build()?;
/// let document = sandbox.snapshot().to_json();
/// let state = State::from_json(document.as_bytes())?;
/// assert_eq!(Sandbox::from_state(&state).snapshot().to_json(), document);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What a document holds
///
/// Passwords are in it as salted hashes, and tokens as digests that cannot be shown to the service.
/// In clear it holds what the sandbox itself must know: the application's secret, the secrets and
/// recovery codes of authenticator apps, the codes of messages, and the [`Settings`] with the
/// passwords of the directory. Who has the secret can sign HS256 tokens, but the sandbox takes no
/// token that it did not give out.
///
/// [`Settings`]: crate::Settings
#[derive(Clone)]
pub struct State(Content);

/// The document, in format 1.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Content {
    format: u64,
    clock: ClockReading,
    outbox: Vec<Message>,
    pool: Pool,
}

impl State {
    /// The format that is written, and the only one that is read: 1.
    pub const FORMAT: u64 = 1;

    pub(crate) fn new(pool: Pool, outbox: Vec<Message>, clock: ClockReading) -> Self {
        Self(Content { format: Self::FORMAT, clock, outbox, pool })
    }

    /// The document: indented JSON with sorted keys. Equal states give equal bytes.
    ///
    /// Times and durations in it are seconds and nanoseconds, times since 1970.
    pub fn to_json(&self) -> String {
        // A value keeps its keys sorted, whatever the order of fields and hash maps.
        let value =
            serde_json::to_value(&self.0).expect("a state has text keys, and times since 1970");
        let mut text = serde_json::to_string_pretty(&value).expect("a value has text keys");
        text.push('\n');
        text
    }

    /// Reads a document.
    ///
    /// # Errors
    ///
    /// [`StateError`] with the path of what is wrong: no JSON, another format, a missing, unknown or
    /// malformed value, or values that contradict each other, as two users with one address.
    pub fn from_json(document: &[u8]) -> Result<Self, StateError> {
        let value: Value = serde_json::from_slice(document)
            .map_err(|error| StateError::new("$", format!("is not JSON: {error}")))?;
        match value.get("format").map(|format| (format, format.as_u64())) {
            Some((_, Some(Self::FORMAT))) => {}
            Some((_, Some(newer))) if newer > Self::FORMAT => {
                let reason = format!(
                    "is {newer}, and this version reads 1: use a version that is at least as new \
                     as the one that wrote it"
                );
                return Err(StateError::new("$.format", reason));
            }
            Some((found, _)) => {
                let reason = format!("is {found}, and must be 1");
                return Err(StateError::new("$.format", reason));
            }
            None => {
                let reason = "is missing: export a state with `GET /_sandbox/state`";
                return Err(StateError::new("$.format", reason));
            }
        }
        let mut content: Content = serde_path_to_error::deserialize(value).map_err(|error| {
            let path = match error.path().to_string().as_str() {
                "." => "$".to_owned(),
                path => format!("$.{path}"),
            };
            StateError::new(path, error.into_inner().to_string())
        })?;
        if !content.clock.now.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|at| at <= LAST) {
            return Err(StateError::new("$.clock.now", "lies beyond the year 9999"));
        }
        content
            .pool
            .restore()
            .map_err(|(path, reason)| StateError::new(format!("$.pool.{path}"), reason))?;
        Ok(Self(content))
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.0.pool
    }

    pub(crate) fn outbox(&self) -> &[Message] {
        &self.0.outbox
    }

    pub(crate) fn clock(&self) -> ClockReading {
        self.0.clock
    }
}

/// The end of the year 9999, since 1970; also the longest duration that a rule may have.
pub(crate) const LAST: Duration = Duration::from_secs(253_402_300_799);

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("user_pool_id", &self.0.pool.user_pool_id)
            .field("clock", &self.0.clock)
            .finish_non_exhaustive()
    }
}

/// Why a document is no state, or not one that a sandbox can go on from. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path} {reason}")]
pub struct StateError {
    path: String,
    reason: String,
}

impl StateError {
    pub(crate) fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }

    /// Where in the document, like `$.pool.accounts[3].email`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
