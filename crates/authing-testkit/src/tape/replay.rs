use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use authing_transport::time::{BoxFuture, ManualClock, SharedSleep, Sleep};
use authing_transport::{Transport, TransportError};
use bytes::Bytes;

use super::playback::Playback;
use crate::fixture::{Fixture, InvalidTemplate, TapeKeys};

/// A [`Transport`] that answers from a fixture and opens no socket.
///
/// A request is looked for by method, path, query, body and the headers that the fixture has, in
/// any order; each exchange answers once. Labels take the values of the requests (whoever signs in
/// is who comes back), and become fresh values in the answers: tokens are signed with
/// [`TapeKeys`], the service's public key is the tape's. Encrypted passwords are decrypted where
/// the client encrypts with the tape's key, and must then be the same wherever the tape says so;
/// where the client never asked for that key, any ciphertext will do.
///
/// A request that is not on the tape fails with
/// [`InvalidRequest`](authing_transport::TransportErrorKind::InvalidRequest) and a difference
/// without the request's values, and so does [`finish`](Self::finish) when it comes.
///
/// Clones share the tape.
#[derive(Clone)]
pub struct Replay {
    playback: Arc<Mutex<Playback>>,
    clock: ManualClock,
}

impl Replay {
    /// Replays a fixture from its beginning, with the fresh values of seed 0.
    pub fn new(fixture: Fixture) -> Self {
        Self::with_seed(fixture, 0)
    }

    /// The same with other fresh values.
    pub fn with_seed(fixture: Fixture, seed: u64) -> Self {
        let mut times = fixture.exchanges.iter().filter_map(|it| it.started.as_ref());
        let start = times.find_map(|started| started.to_system_time());
        let clock = ManualClock::new(start.unwrap_or(SystemTime::UNIX_EPOCH + EXAMPLES));
        Self { playback: Arc::new(Mutex::new(Playback::new(fixture, seed))), clock }
    }

    /// The time of the tape: it begins with its first exchange and moves with every exchange to
    /// that one's end, never back. A fixture without times begins at 2026-03-25T08:00:00Z, as the
    /// documented examples do.
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// Gives a label, such as `phone:1`, its value, before anything else does.
    ///
    /// # Errors
    ///
    /// [`InvalidTemplate`] when there is no such label.
    pub fn set(&self, label: &str, value: impl Into<String>) -> Result<(), InvalidTemplate> {
        self.lock().labels.set(label, value)
    }

    /// The value of a label, such as `phone:1`: a fresh one if it has none yet.
    ///
    /// # Errors
    ///
    /// [`InvalidTemplate`] when there is no such label.
    pub fn value(&self, label: &str) -> Result<String, InvalidTemplate> {
        self.lock().labels.fill(&format!("{{{{{label}}}}}"))
    }

    /// The key to encrypt passwords with; from now on they must be.
    pub fn public_key(&self) -> &'static str {
        self.lock().has_key = true;
        TapeKeys::public_key()
    }

    /// Whether everything was asked for that is on the tape, and nothing else.
    ///
    /// # Errors
    ///
    /// [`ReplayError`] with each request that was not on the tape, and with the exchanges that
    /// were not asked for.
    pub fn finish(&self) -> Result<(), ReplayError> {
        ReplayError::of(self.lock().problems())
    }

    fn lock(&self) -> MutexGuard<'_, Playback> {
        self.playback.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When the documented examples happen: 2026-03-25T08:00:00Z.
const EXAMPLES: Duration = Duration::from_secs(1_774_425_600);

#[async_trait]
impl Transport for Replay {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let outcome = {
            let mut playback = self.lock();
            let playback = &mut *playback;
            let index = playback.find(&request).map_err(TransportError::invalid_request)?;
            let answer = &playback.fixture.exchanges[index].response;
            let outcome = answer.to_outcome(&mut playback.labels);
            playback.pass(index, &self.clock);
            outcome
        };
        outcome.map_err(TransportError::invalid_request)?
    }

    /// Waits pass at once, and take the [`clock`](Self::clock) along: a client has the deadlines and
    /// repetitions that it had when the tape was recorded, and no test waits for them.
    fn timer(&self) -> Option<SharedSleep> {
        Some(SharedSleep::new(AtOnce(self.clock.clone())))
    }
}

/// More than a clock can show could not pass: a tape may hold any `Retry-After`.
const LONGEST_WAIT: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Lets time pass at once when somebody waits for it.
#[derive(Debug)]
struct AtOnce(ManualClock);

impl Sleep for AtOnce {
    fn sleep(&self, duration: Duration) -> BoxFuture {
        let clock = self.0.clone();
        Box::pin(async move { clock.advance(duration.min(LONGEST_WAIT)) })
    }
}

/// The name of the fixture.
impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Replay").field(&self.lock().fixture.name()).finish()
    }
}

/// What went otherwise than on the tape. It shows no value of a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ReplayError(Vec<String>);

impl ReplayError {
    pub(super) fn of(problems: Vec<String>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self(problems)) }
    }

    /// Each of the things that went otherwise; may be of several lines.
    pub fn problems(&self) -> &[String] {
        &self.0
    }
}
