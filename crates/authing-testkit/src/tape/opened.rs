use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use authing_transport::time::{SharedClock, SharedSleep};
use authing_transport::{SharedTransport, Transport, TransportError};
use bytes::Bytes;

use super::mode::{Live, Mode};
use super::recorder::Recorder;
use super::replay::{Replay, ReplayError};
use super::told::{Reel, shown};
use crate::fixture::{Fixture, InvalidTemplate, LoadError, TapeKeys};
use crate::redact::{Masked, Story};
use crate::scan::{Finding, scan_fixture};

/// A fixture file that a test replays, records or verifies.
///
/// ```no_run
/// use authing_testkit::fixture::Source;
/// use authing_testkit::{Live, Mode, Tape};
/// # use authing_transport::InMemoryTransport as Network;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // `AUTHING_TAPE=record cargo test` writes the file.
/// let mode = Mode::from_env(|| Live::new(Network::new(), Source::Live))?;
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
    Record { recorder: Recorder, live: Box<Mutex<Live>> },
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
            Mode::Verify(live) => Inner::Verify(Verify::new(Fixture::load(&path)?, live)),
            Mode::Record(live) => {
                names(&path)?;
                let recorder = Recorder::new(live.transport.clone()).with_clock(live.clock.clone());
                Inner::Record { recorder, live: Box::new(Mutex::new(live)) }
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
            Inner::Record { live, .. } => lock(live).clock.clone(),
            Inner::Verify(verify) => verify.live.clock.clone(),
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
            Inner::Record { live, .. } => {
                let mut live = lock(live);
                live.redaction = live.redaction.clone().input(label, value)?;
            }
            Inner::Verify(verify) => lock(&verify.reel).labels.set(label, value)?,
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
            Inner::Verify(verify) => Ok(ReplayError::of(lock(&verify.reel).problems())?),
            Inner::Record { recorder, live } => {
                let live = lock(&live).clone();
                record(&self.path, &recorder, &live)
            }
        }
    }
}

fn record(path: &Path, recorder: &Recorder, live: &Live) -> Result<(), TapeError> {
    let (operation, case) = names(path)?;
    let mut story = Story::new(operation, case, live.source);
    story.description.clone_from(&live.description);
    story.note.clone_from(&live.note);
    let redacted = recorder.fixture(&live.redaction, &story);
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
    reel: Arc<Mutex<Reel>>,
    live: Arc<Live>,
}

impl Verify {
    fn new(fixture: Fixture, live: Live) -> Self {
        Self { reel: Arc::new(Mutex::new(Reel::new(fixture, 0))), live: Arc::new(live) }
    }
}

#[async_trait]
impl Transport for Verify {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let found = lock(&self.reel).find_for_verification(&request);
        let outcome = self.live.transport.send(request).await;
        if let Ok(index) = found {
            let mut reel = lock(&self.reel);
            let reel = &mut *reel;
            let expected = &reel.fixture.exchanges[index].response;
            let problem = match (&outcome, expected.failure) {
                (Ok(answer), _) => {
                    let found = expected.differences_but_times(answer, &mut reel.labels);
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
                let name = reel.name(index);
                reel.problem(format!("{}: {name}: {problem}", reel.fixture.name()));
            }
        }
        outcome
    }

    fn timer(&self) -> Option<SharedSleep> {
        self.live.transport.timer()
    }
}

impl fmt::Debug for Verify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verify")
            .field("fixture", &lock(&self.reel).fixture.name())
            .field("transport", &self.live.transport)
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
