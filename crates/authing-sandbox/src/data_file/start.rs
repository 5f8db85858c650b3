//! From the files to a sandbox.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use authing_transport::time::{Clock as _, SystemClock};

use super::error::DataFileError;
use super::journal::{FORMAT, Journal};
use super::record::{self, Entry, Handled};
use super::{DataFile, Files, PersistentSandbox};
use crate::clock::ClockReading;
use crate::sandbox::{Sandbox, SandboxBuilder};
use crate::state::State;

pub(super) fn open(
    builder: SandboxBuilder,
    path: &Path,
) -> Result<PersistentSandbox, DataFileError> {
    let sandbox = builder.build()?;
    let settings = sandbox.0.pool().settings.clone();
    let (lock, was_used) = lock(path)?;
    let journal = beside(path, ".journal");
    let exists =
        |path: &Path| path.try_exists().map_err(|error| DataFileError::io("read", path, error));
    let document = match fs::read(path) {
        Ok(document) => Some(document),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(DataFileError::io("read", path, error)),
    };
    // A document that comes from elsewhere has none.
    if document.is_some() && was_used && !exists(&journal)? {
        return Err(DataFileError::NoJournal(journal));
    }
    let (journal, entries) = Journal::open(journal)?;
    if let Some(document) = &document {
        let refused = |source| DataFileError::State { path: path.to_owned(), source };
        let state = State::from_json(document).map_err(refused)?;
        sandbox.restore(&state).map_err(refused)?;
    }
    let real = Past { sandbox: &sandbox, path, journal: journal.path() }
        .take_up(document.as_deref(), &entries)?;
    if document.is_some() {
        catch_up(&sandbox, real.or_else(|| fs::metadata(path).ok()?.modified().ok()));
    }
    sandbox.0.pool().settings = settings;

    let path = path.to_owned();
    let mut files =
        Files { path, journal, state_bytes: 0, is_broken: false, is_let_go: false, _lock: lock };
    files.checkpoint(&sandbox.0)?;
    sandbox.0.keep_in(DataFile(Mutex::new(files)));
    Ok(PersistentSandbox(sandbox))
}

/// What is to be taken up.
struct Past<'a> {
    sandbox: &'a Sandbox,
    path: &'a Path,
    journal: &'a Path,
}

impl Past<'_> {
    /// Handles again what the state does not hold yet, and gives the real time of the last entry.
    fn take_up(
        &self,
        document: Option<&[u8]>,
        entries: &[Entry],
    ) -> Result<Option<SystemTime>, DataFileError> {
        // Whoever emptied a journal, or was ended while it did, had written the state before.
        let Some(first) = entries.first() else {
            return Ok(None);
        };
        let foreign = || DataFileError::Foreign {
            path: self.path.to_owned(),
            journal: self.journal.to_owned(),
        };
        let header = match first {
            Entry::Header(header) if header.format == FORMAT => header,
            // The first state of all was never written: there was nothing in it.
            _ if entries.iter().all(|entry| matches!(entry, Entry::Next(_))) => return Ok(None),
            _ => return Err(self.damaged(1)),
        };
        let digest = record::digest([document.ok_or_else(foreign)?]);
        if header.state != digest {
            // The state was written after all that is here, or there is nothing here to lose.
            let is_next = |entry: &Entry| matches!(entry, Entry::Next(next) if *next == digest);
            let written = entries.iter().rposition(is_next).unwrap_or_default();
            let is_request = |entry: &Entry| matches!(entry, Entry::Request(_));
            let is_lost = entries[written..].iter().any(is_request);
            return if is_lost { Err(foreign()) } else { Ok(None) };
        }
        let mut real = header.real;
        for (index, entry) in entries.iter().enumerate() {
            if let Entry::Request(handled) = entry {
                self.again(handled, index + 1)?;
                real = handled.real;
            }
        }
        Ok(Some(real))
    }

    fn again(&self, handled: &Handled, line: usize) -> Result<(), DataFileError> {
        let request = handled.request().ok_or_else(|| self.damaged(line))?;
        let clock = self.sandbox.clock();
        clock.hold();
        clock.put(ClockReading { now: handled.at, running: clock.is_running() });
        let reply = self.sandbox.0.answer(&request);
        clock.release();
        if record::digest_of(&reply) == handled.reply {
            return Ok(());
        }
        Err(DataFileError::Diverged { path: self.journal.to_owned(), line })
    }

    fn damaged(&self, line: usize) -> DataFileError {
        DataFileError::Damaged { path: self.journal.to_owned(), line }
    }
}

/// Lets a clock that runs go on with the real time since then, never back.
fn catch_up(sandbox: &Sandbox, since: Option<SystemTime>) {
    let reading = sandbox.clock().reading();
    if let (true, Some(since)) = (reading.running, since) {
        let gone = SystemClock::default().now().duration_since(since).unwrap_or_default();
        sandbox.clock().put(ClockReading { now: reading.now + gone, running: true });
    }
}

/// Locks a state's file for this process, and tells whether it was ever locked before.
fn lock(path: &Path) -> Result<(File, bool), DataFileError> {
    let lock = beside(path, ".lock");
    let refused = |error| DataFileError::io("lock", &lock, error);
    let was_there = lock.try_exists().map_err(refused)?;
    let file = File::options().write(true).create(true).truncate(false).open(&lock);
    let file = file.map_err(refused)?;
    match file.try_lock() {
        Ok(()) => Ok((file, was_there)),
        Err(TryLockError::WouldBlock) => Err(DataFileError::InUse(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(refused(error)),
    }
}

/// The file beside another whose name has this ending more.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
