//! A sandbox whose state outlives its process.
//!
//! Beside the state's file stands a journal of the requests since it was written. Since a sandbox
//! is deterministic, to handle them again at the times they were handled at is to have the state
//! again, down to the byte; and a line for each request is all that an acknowledged change costs.

mod error;
mod journal;
mod record;
mod start;

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::Value;

use authing_api::{Retry, server};
use authing_transport::time::{Clock as _, SystemClock};
use authing_transport::{Transport, TransportError};

use crate::answer::http_error;
use crate::sandbox::{Sandbox, SandboxBuilder, Shared};
use crate::state::hex;

pub use error::DataFileError;

use journal::Journal;
use record::{Entry, Handled};

/// A [`Sandbox`] whose state is kept in a file: it survives a restart, and the end of the process
/// at any moment. What a client was told of is not lost.
///
/// `FILE` is a [`State`](crate::State) document, which may also come from elsewhere; beside it are
/// `FILE.journal` with the requests since then, and `FILE.lock`. The journal holds requests as they
/// came, with the tokens that they show: keep it as private as the users in it.
///
/// A request is answered once its line is handed to the operating system, so the end of the
/// process loses nothing; the failure of the whole machine may lose the last seconds.
///
/// The methods of a sandbox are not here, since what they change would not be kept; the control
/// surface under `/_sandbox/` is.
///
/// ```
/// use authing_sandbox::{LoopbackServer, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("sandbox.json");
/// let sandbox = Sandbox::builder().open(&path)?;
/// let server = LoopbackServer::start(sandbox.clone()).await?;
/// // … until the end:
/// sandbox.checkpoint()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PersistentSandbox(Sandbox);

impl PersistentSandbox {
    /// Writes the state and empties the journal, so that the next start is quick. It happens by
    /// itself at the start and when the journal grows; call it at the end.
    ///
    /// # Errors
    ///
    /// [`DataFileError::Io`] when the files cannot be written. Nothing that was answered is lost, but
    /// nothing is answered any more: HTTP 503.
    pub fn checkpoint(&self) -> Result<(), DataFileError> {
        self.0.0.checkpoint()
    }

    /// The sandbox, which goes on to be kept.
    pub(crate) fn into_sandbox(self) -> Sandbox {
        self.0
    }
}

#[async_trait]
impl Transport for PersistentSandbox {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.0.send(request).await
    }
}

impl SandboxBuilder {
    /// Goes on from the state in a file, or begins a new one.
    ///
    /// The [settings](Self::settings) are those given here, at each start; the
    /// [seed](Self::seed) and the [clock](Self::clock) count only where there is no file yet. A clock
    /// that ran goes on with the real time that has passed.
    ///
    /// # Errors
    ///
    /// [`DataFileError`]. The files stay as they are then.
    pub fn open(self, path: impl AsRef<Path>) -> Result<PersistentSandbox, DataFileError> {
        start::open(self, path.as_ref())
    }
}

/// The files of one sandbox, while it uses them.
#[derive(Debug)]
pub(crate) struct DataFile(Mutex<Files>);

#[derive(Debug)]
struct Files {
    path: PathBuf,
    journal: Journal,
    /// How long the state was when it was last written, in bytes.
    state_bytes: u64,
    /// A change was made that is not in the journal: nothing may be answered any more.
    is_broken: bool,
    /// Kept locked until the end.
    _lock: File,
}

/// A journal may grow to this length, and to that of the state, before the state is written anew.
const JOURNAL_BYTES: u64 = 1024 * 1024;

impl DataFile {
    /// Lets a request be handled, and answers only when what it changed is in the journal.
    pub(crate) fn handle(
        &self,
        shared: &Shared,
        request: &Request<Bytes>,
        act: impl FnOnce() -> Response<Bytes>,
    ) -> Response<Bytes> {
        let kind = Kind::of(request);
        if kind == Kind::Read {
            let reply = act();
            // What it saw must be in the journal too.
            return if self.files().is_broken { broken() } else { reply };
        }
        let mut files = self.files();
        if files.is_broken {
            return broken();
        }
        shared.clock().hold();
        let at = shared.clock().now();
        let reply = act();
        shared.clock().release();
        let written = match kind {
            Kind::Change => {
                let handled = Handled::new(request, at, SystemClock::default().now(), &reply);
                let added = files.journal.add(&Entry::Request(handled));
                added.and_then(|()| files.bound(shared))
            }
            // What a snapshot holds is not in the files, so that the step cannot be taken again.
            _ => files.checkpoint(shared),
        };
        match written {
            Ok(()) => reply,
            Err(_) => {
                files.is_broken = true;
                broken()
            }
        }
    }

    pub(crate) fn checkpoint(&self, shared: &Shared) -> Result<(), DataFileError> {
        self.files().checkpoint(shared)
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files {
    fn bound(&mut self, shared: &Shared) -> Result<(), DataFileError> {
        if self.journal.bytes() > JOURNAL_BYTES.max(self.state_bytes) {
            self.checkpoint(shared)?;
        }
        Ok(())
    }

    /// Writes the state, and begins the journal anew.
    ///
    /// A process that ends in between leaves either the old state with its journal, or the new
    /// state with a journal that names it as the next one or is empty.
    fn checkpoint(&mut self, shared: &Shared) -> Result<(), DataFileError> {
        if self.is_broken {
            return Ok(());
        }
        // Where it ends early, nobody knows which of the two states a next line would follow.
        self.is_broken = true;
        self.write_state(shared)?;
        self.is_broken = false;
        Ok(())
    }

    fn write_state(&mut self, shared: &Shared) -> Result<(), DataFileError> {
        let document = shared.snapshot().to_json();
        let digest = record::digest([document.as_bytes()]);
        self.journal.add(&Entry::Next(digest.clone()))?;
        let refused = |error| DataFileError::io("write", &self.path, error);
        replace(&self.path, document.as_bytes()).map_err(refused)?;
        self.state_bytes = document.len() as u64;
        self.journal.begin(digest)
    }
}

/// Puts a file in the place of another: a reader sees either, whole.
fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(contents)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    #[cfg(unix)]
    File::open(directory)?.sync_all()?;
    Ok(())
}

/// What a request does to the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Nothing, since it changes nothing that is kept.
    Read,
    /// It is added to the journal.
    Change,
    /// The state is written anew.
    Checkpoint,
}

impl Kind {
    fn of(request: &Request<Bytes>) -> Self {
        let path = request.uri().path();
        match (request.method(), path) {
            (_, "/_sandbox/state/restore") => Self::Checkpoint,
            // A reset goes back to the seed file of this start, which is not in the files either.
            (_, "/_sandbox/reset") => Self::Checkpoint,
            // A state would be in the files twice.
            (&Method::PUT, "/_sandbox/state") => Self::Checkpoint,
            (_, "/_sandbox/state/snapshot") => Self::Read,
            // Faults and the log are no part of the state.
            _ if ["/_sandbox/faults", "/_sandbox/log"].iter().any(|own| path.starts_with(own)) => {
                Self::Read
            }
            (&Method::GET, _) if path.starts_with("/_sandbox/") => Self::Read,
            (&Method::GET, _) if path.starts_with("/oidc/.well-known/") => Self::Read,
            (&Method::GET, _) => {
                let operation = server::operation_of(request.method(), path);
                match operation.map(|operation| operation.retry) {
                    Some(Retry::Read) => Self::Read,
                    _ => Self::Change,
                }
            }
            _ => Self::Change,
        }
    }
}

fn broken() -> Response<Bytes> {
    let message = "the data file could not be written, so nothing is answered any more: make \
                   room for it, and start the sandbox again";
    http_error(StatusCode::SERVICE_UNAVAILABLE, message, Value::Null)
}

/// The digits of a digest.
fn text(digest: &[u8]) -> String {
    hex::text(&digest[..16])
}
