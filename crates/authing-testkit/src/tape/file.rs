use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use authing_transport::time::{SharedClock, SharedSleep};
use authing_transport::{SharedTransport, Transport, TransportError};
use bytes::Bytes;

use super::mode::{Mode, Upstream};
use super::playback::{Playback, shown};
use super::recorder::Recorder;
use super::replay::{Replay, ReplayError};
use crate::fixture::{Fixture, InvalidTemplate, LoadError, TapeKeys};
use crate::redact::{FixtureMetadata, Masked};
use crate::scan::{Finding, scan_fixture};

/// A fixture file that a test replays, records or verifies.
///
/// ```no_run
/// use authing_testkit::fixture::Source;
/// use authing_testkit::{Upstream, Mode, Tape};
/// # use authing_transport::InMemoryTransport as Network;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // `AUTHING_TAPE=record cargo test` writes the file.
/// let mode = Mode::from_env(|| Upstream::new(Network::new(), Source::Live))?;
/// let tape = Tape::open("tests/tapes/sign_in/by_password.json", mode)?;
/// let password = tape.input("password:1", "the test user's password")?;
/// // let client = Client::builder(pool, app).transport(tape.transport()).clock(tape.clock());
/// // … sign in with `password`
/// # let _ = password;
/// tape.finish()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "`finish` tells whether everything was as on the tape"]
pub struct Tape {
    path: PathBuf,
    inner: Inner,
}

enum Inner {
    Replay(Replay),
    Record { recorder: Recorder, upstream: Box<Mutex<Upstream>> },
    Verify(Verify),
}

impl Tape {
    /// Opens the file `<folder>/<case>.json`. The folder is called after the operation that the
    /// scenario is about, or by another word for a scenario of several.
    ///
    /// # Errors
    ///
    /// [`TapeError::Load`] when the file cannot be read, which a recording does not need to;
    /// [`TapeError::Path`] when the path names no such file.
    pub fn open(path: impl AsRef<Path>, mode: Mode) -> Result<Self, TapeError> {
        let path = path.as_ref().to_owned();
        let inner = match mode {
            Mode::Replay => Inner::Replay(Replay::new(Fixture::load(&path)?)),
            Mode::Verify(upstream) => Inner::Verify(Verify::new(Fixture::load(&path)?, upstream)),
            Mode::Record(upstream) => {
                names(&path)?;
                let recorder =
                    Recorder::new(upstream.transport.clone()).with_clock(upstream.clock.clone());
                Inner::Record { recorder, upstream: Box::new(Mutex::new(upstream)) }
            }
        };
        Ok(Self { path, inner })
    }

    /// What the client sends through.
    pub fn transport(&self) -> SharedTransport {
        match &self.inner {
            Inner::Replay(replay) => SharedTransport::new(replay.clone()),
            Inner::Record { recorder, .. } => SharedTransport::new(recorder.clone()),
            Inner::Verify(verify) => SharedTransport::new(verify.clone()),
        }
    }

    /// The time by which the client should go: the tape's while it replays, see [`Replay::clock`],
    /// else that of who answers.
    pub fn clock(&self) -> SharedClock {
        match &self.inner {
            Inner::Replay(replay) => SharedClock::new(replay.clock().clone()),
            Inner::Record { upstream, .. } => lock(upstream).clock.clone(),
            Inner::Verify(verify) => verify.upstream.clock.clone(),
        }
    }

    /// A value that the test sends: `value` itself where somebody answers, while a replay gives
    /// what it has for the label. A recording learns by this what a value is.
    ///
    /// # Errors
    ///
    /// [`InvalidTemplate`] when there is no such label.
    pub fn input(&self, label: &str, value: &str) -> Result<String, InvalidTemplate> {
        match &self.inner {
            Inner::Replay(replay) => return replay.value(label),
            Inner::Record { upstream, .. } => {
                let mut upstream = lock(upstream);
                upstream.redaction = upstream.redaction.clone().input(label, value)?;
            }
            Inner::Verify(verify) => lock(&verify.playback).labels.set(label, value)?,
        }
        Ok(value.to_owned())
    }

    /// The key to encrypt passwords with: `real` where somebody answers, else the tape's own. Only
    /// for clients that do not read the public configuration, where it is on the tape.
    pub fn public_key(&self, real: &str) -> String {
        match &self.inner {
            Inner::Replay(replay) => replay.public_key().to_owned(),
            _ => real.to_owned(),
        }
    }

    /// The keys that the tokens of a replay verify with.
    pub fn keys(&self) -> TapeKeys {
        TapeKeys::default()
    }

    /// Ends the scenario. A recording is written now; the file is replaced only as a whole.
    ///
    /// # Errors
    ///
    /// [`TapeError::Replay`] when something went otherwise than on the tape. While recording,
    /// [`TapeError::Empty`] without exchanges, [`TapeError::Leak`] when the text would hold what
    /// looks like a secret, [`TapeError::Write`] when the file cannot be written.
    pub fn finish(self) -> Result<(), TapeError> {
        match self.inner {
            Inner::Replay(replay) => Ok(replay.finish()?),
            Inner::Verify(verify) => Ok(ReplayError::of(lock(&verify.playback).problems())?),
            Inner::Record { recorder, upstream } => {
                let upstream = lock(&upstream).clone();
                record(&self.path, &recorder, &upstream)
            }
        }
    }
}

fn record(path: &Path, recorder: &Recorder, upstream: &Upstream) -> Result<(), TapeError> {
    let (operation, case) = names(path)?;
    let mut metadata = FixtureMetadata::new(operation, case, upstream.source);
    metadata.description.clone_from(&upstream.description);
    metadata.note.clone_from(&upstream.note);
    let redacted = recorder.fixture(&upstream.redaction, &metadata);
    if redacted.fixture.exchanges.is_empty() {
        return Err(TapeError::Empty(path.to_owned()));
    }
    let found = scan_fixture(path, &redacted.fixture, &redacted.seen);
    if !found.is_empty() {
        return Err(TapeError::Leak(found));
    }
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let new = path.with_extension("json.new");
        fs::write(&new, redacted.fixture.to_canonical())?;
        fs::rename(new, path)
    };
    write().map_err(|source| TapeError::Write { path: path.to_owned(), source })
}

/// Folder and case.
fn names(path: &Path) -> Result<(&str, &str), TapeError> {
    let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let case = path.file_stem().and_then(|name| name.to_str());
    let is_json = path.extension().is_some_and(|it| it == "json");
    folder.zip(case).filter(|_| is_json).ok_or_else(|| TapeError::Path(path.to_owned()))
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replay(replay) => replay.fmt(f),
            Self::Record { recorder, .. } => recorder.fmt(f),
            Self::Verify(verify) => verify.fmt(f),
        }
    }
}

/// Sends requests on and compares the answers.
#[derive(Clone)]
struct Verify {
    playback: Arc<Mutex<Playback>>,
    upstream: Arc<Upstream>,
}

impl Verify {
    fn new(fixture: Fixture, upstream: Upstream) -> Self {
        Self {
            playback: Arc::new(Mutex::new(Playback::new(fixture, 0))),
            upstream: Arc::new(upstream),
        }
    }
}

#[async_trait]
impl Transport for Verify {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let found = lock(&self.playback).find_for_verification(&request);
        let outcome = self.upstream.transport.send(request).await;
        if let Ok(index) = found {
            let mut playback = lock(&self.playback);
            let playback = &mut *playback;
            let expected = &playback.fixture.exchanges[index].response;
            let problem = match (&outcome, expected.failure) {
                (Ok(answer), _) => {
                    let found = expected.differences_but_times(answer, &mut playback.labels);
                    let mut masked = Masked::default();
                    let lines =
                        found.into_iter().map(|it| format!("\n  {}", shown(&mut masked, it)));
                    let lines: String = lines.collect();
                    (!lines.is_empty()).then(|| format!("the answer is another:{lines}"))
                }
                (Err(error), Some(failure)) if error.kind() == failure.kind() => None,
                (Err(error), _) => Some(format!("the answer failed: {}", error.kind().as_str())),
            };
            if let Some(problem) = problem {
                let name = playback.name(index);
                playback.problem(format!("{}: {name}: {problem}", playback.fixture.name()));
            }
        }
        outcome
    }

    fn timer(&self) -> Option<SharedSleep> {
        self.upstream.transport.timer()
    }
}

impl fmt::Debug for Verify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verify")
            .field("fixture", &lock(&self.playback).fixture.name())
            .field("transport", &self.upstream.transport)
            .finish()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why a [`Tape`] could not be opened or finished.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TapeError {
    /// The path is none of `<folder>/<case>.json`.
    #[error("{} is no path of a tape, which is <folder>/<case>.json", .0.display())]
    Path(PathBuf),
    /// The file cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Something went otherwise than on the tape.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// Nothing was sent, so there is nothing to record.
    #[error("nothing was sent, so {} is left as it is", .0.display())]
    Empty(PathBuf),
    /// The recording would hold what looks like a secret; nothing was written.
    #[error("the recording is not written:{}", .0.iter().map(|it| format!("\n  {it}")).collect::<String>())]
    Leak(Vec<Finding>),
    /// The file cannot be written.
    #[error("{} cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}
