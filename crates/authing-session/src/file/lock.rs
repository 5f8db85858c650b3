use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::error::{failed, unavailable};
use super::system;
use crate::StoreError;

/// A lock between all threads and processes that name the same file, for stores whose medium cannot
/// compare and write in one step.
///
/// The lock is advisory and on a file of its own, which is created when it is first needed, on Unix
/// with mode 0600, and stays. Nobody need delete it; where somebody does, the next one makes a new
/// file and whoever waited for the old one notices. The system releases a lock when its holder ends,
/// however that happens, so no lock is ever left over. A holder that is stopped (`SIGSTOP`, a
/// debugger) keeps it: therefore a wait has a [limit](Self::with_timeout).
///
/// Local file systems and NFS version 4 keep such locks; file systems that are shared in other ways
/// may not.
///
/// # Examples
///
/// ```
/// use authing_session::LockFile;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// let lock = LockFile::new(directory.path().join("sessions.lock"));
/// let held = lock.acquire()?;
/// // Read, compare and write.
/// drop(held);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct LockFile {
    path: Arc<Path>,
    timeout: Duration,
}

/// The lock, held until this is dropped.
#[derive(Debug)]
#[must_use = "the lock is released when this is dropped"]
pub struct LockGuard(#[expect(dead_code, reason = "held, not used")] File);

impl LockFile {
    /// How long a wait takes at most, by default: 10 seconds.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

    /// A lock on the file at `path`, whose directory must exist. Nothing is touched yet.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self { path: path.as_ref().into(), timeout: Self::DEFAULT_TIMEOUT }
    }

    /// How long [`acquire`](Self::acquire) waits before it gives up, by default
    /// [`DEFAULT_TIMEOUT`](Self::DEFAULT_TIMEOUT). Zero does not wait at all. What is counted are
    /// the pauses between two looks, so a wait on a busy machine takes longer.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long [`acquire`](Self::acquire) waits before it gives up.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until nobody else holds the lock, and takes it. Blocks the thread; within a runtime
    /// call it on a thread that may block.
    ///
    /// # Errors
    ///
    /// [`Unavailable`](crate::StoreErrorKind::Unavailable) when the wait reached its limit or the
    /// file system failed, [`Denied`](crate::StoreErrorKind::Denied) where the file may not be
    /// created or opened.
    pub fn acquire(&self) -> Result<LockGuard, StoreError> {
        let mut pauses = Pauses { waited: Duration::ZERO, timeout: self.timeout };
        for _ in 0..MAX_LOCK_FILES {
            let file = self.open().map_err(|error| failed("lock", &self.path, error))?;
            loop {
                match file.try_lock() {
                    Ok(()) => break,
                    Err(TryLockError::WouldBlock) if pauses.pause() => {}
                    Err(TryLockError::WouldBlock) => return Err(self.timed_out()),
                    Err(TryLockError::Error(error)) => {
                        return Err(failed("lock", &self.path, error));
                    }
                }
            }
            // Somebody may have removed the file while we waited for it. Then the others lock a new
            // one, and ours says nothing.
            let is_still_there = system::is_still_at(&file, &self.path);
            if is_still_there.map_err(|error| failed("lock", &self.path, error))? {
                return Ok(LockGuard(file));
            }
        }
        let error = io::Error::other("it is removed again and again");
        Err(failed("lock", &self.path, error))
    }

    fn open(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        system::open(&mut options, &self.path)
    }

    fn timed_out(&self) -> StoreError {
        unavailable(format!(
            "{} is locked by another program for more than {:?}: look who holds it, since one that \
             is stopped holds it until it goes on or ends",
            self.path.display(),
            self.timeout
        ))
    }
}

/// The pauses of one wait. They grow with the time waited so far: a lock is held for milliseconds,
/// and who looks seldom is passed by those who take it again at once.
struct Pauses {
    waited: Duration,
    timeout: Duration,
}

impl Pauses {
    /// Pauses, or says that there is no time left.
    fn pause(&mut self) -> bool {
        let pause = (self.waited / 50).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        let pause = pause.min(self.timeout - self.waited);
        if pause.is_zero() {
            return false;
        }
        self.waited += pause;
        #[expect(clippy::disallowed_methods, reason = "no system tells of a lock with a limit")]
        std::thread::sleep(pause);
        true
    }
}

const SHORTEST_PAUSE: Duration = Duration::from_micros(200);
const LONGEST_PAUSE: Duration = Duration::from_millis(10);

/// How many vanished lock files are taken for bad luck.
const MAX_LOCK_FILES: usize = 100;
