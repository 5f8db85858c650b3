use std::fmt;
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;

use crate::{Session, SessionKey, SessionStore, StoreError, StoreErrorKind, Stored, Version};

mod access;
mod contents;
mod error;
mod lock;
mod system;

use access::Place;
use contents::Contents;
pub use lock::{LockFile, LockGuard};

/// Keeps sessions in one JSON file, for programs with one user or a few.
///
/// * Creating a store touches nothing. The first save creates the file; its directory must exist,
///   and a missing one is an error even for a load, so that a home directory that is not mounted
///   is not taken for a signed-out user.
/// * On Unix the file is created with mode 0600. A file that others may read or write, or that
///   belongs to another user, is refused, as ssh does with its keys; so is a symbolic link, which
///   a save would replace by a file. Links among the directories above are followed.
/// * A save writes a temporary file beside it (`.<name>.authing-tmp`), flushes it to the disk,
///   renames it over the old one and flushes the directory. A program killed at any moment leaves
///   the old or the new file; the next save replaces a temporary file left over.
/// * Saves and clears of all threads and processes take turns, by an advisory lock on
///   `<name>.lock` beside the file, held for the few milliseconds of one write and released by the
///   system when its holder dies. Nobody need delete that file. Loads need no lock. A wait has a
///   [limit](Self::with_lock_timeout), after which the save is an error and nothing has changed.
/// * A file that is not a session file of a known format is never overwritten.
/// * Tokens are kept in clear text: whoever can read the file is the user.
///
/// Within a tokio runtime the work is done on its blocking threads; elsewhere, on the calling
/// thread. A future dropped half-way may still finish its save in the background.
///
/// Each save writes the whole file: 1,000 sessions of 2 kB cost 2 MB a save. Files end at
/// [`FileStore::MAX_BYTES`].
///
/// # Examples
///
/// ```
/// use authing_session::{FileStore, Session, SessionKey, SessionStore};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("session.json");
/// let store = FileStore::new(&path)?;
/// let key = SessionKey::default();
/// let version = store.save(&key, &Session::default(), None).await?;
///
/// // Another program, or this one after a restart.
/// let stored = FileStore::new(&path)?.load(&key).await?.expect("it was saved");
/// assert_eq!(stored.version, version);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FileStore {
    place: Place,
}

impl FileStore {
    /// The largest file that is read or written, in bytes: 64 MiB.
    pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

    /// A store in the file at `path`, which need not exist. A relative path is taken from the
    /// directory the program is in now, wherever it goes later. Nothing is read or written yet.
    ///
    /// # Errors
    ///
    /// [`StoreErrorKind::Denied`] when the path names no file: it is empty, or ends in `/` or `..`.
    pub fn new(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Place::new(path.as_ref()).map(|place| Self { place })
    }

    /// The absolute path of the file.
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// How long a save or clear waits for another program that is writing, by default
    /// [`LockFile::DEFAULT_TIMEOUT`]. One that is stopped half-way (`SIGSTOP`, a debugger) keeps the
    /// others waiting; after this time they are
    /// [`Unavailable`](StoreErrorKind::Unavailable) and have changed nothing.
    #[must_use]
    pub fn with_lock_timeout(mut self, timeout: Duration) -> Self {
        self.place = self.place.with_lock_timeout(timeout);
        self
    }

    /// How long a save or clear waits for another program that is writing.
    pub fn lock_timeout(&self) -> Duration {
        self.place.lock_timeout()
    }

    /// Runs file work where it may block.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Place) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return work(&self.place);
        };
        let place = self.place.clone();
        match runtime.spawn_blocking(move || work(&place)).await {
            Ok(result) => result,
            Err(stopped) => Err(StoreError::new(
                StoreErrorKind::Unavailable,
                format!(
                    "the work on session file {} {}",
                    self.path().display(),
                    if stopped.is_cancelled() {
                        "was cancelled: the runtime is shutting down"
                    } else {
                        "panicked"
                    }
                ),
            )),
        }
    }
}

#[async_trait]
impl SessionStore for FileStore {
    async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
        let key = key.clone();
        self.run(move |place| {
            let bytes = place.read()?;
            let contents = Contents::parse(bytes.as_deref()).map_err(place.unreadable())?;
            contents.load(&key).map_err(place.unreadable())
        })
        .await
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        expected: Option<&Version>,
    ) -> Result<Version, StoreError> {
        let key = key.clone();
        let session = session.clone();
        let expected = expected.cloned();
        self.run(move |place| {
            let lock = place.lock()?;
            let bytes = place.read()?;
            let version = Version::random()?;
            let entry = contents::entry(&version, &session).map_err(place.unwritable())?;
            let mut contents = Contents::parse(bytes.as_deref()).map_err(place.unreadable())?;
            if contents.version(&key).map_err(place.unreadable())? != expected {
                return Err(StoreError::conflict());
            }
            contents.insert(&key, &entry).map_err(place.unwritable())?;
            place.replace(&lock, &contents.to_bytes().map_err(place.unwritable())?)?;
            Ok(version)
        })
        .await
    }

    async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError> {
        let key = key.clone();
        let expected = expected.clone();
        self.run(move |place| {
            // Where there is nothing to clear, no file appears, not even a lock.
            let bytes = place.read()?;
            let contents = Contents::parse(bytes.as_deref()).map_err(place.unreadable())?;
            if contents.version(&key).map_err(place.unreadable())?.is_none() {
                return Ok(());
            }
            let lock = place.lock()?;
            let bytes = place.read()?;
            let mut contents = Contents::parse(bytes.as_deref()).map_err(place.unreadable())?;
            match contents.version(&key).map_err(place.unreadable())? {
                None => Ok(()),
                Some(version) if version == expected => {
                    contents.remove(&key);
                    place.replace(&lock, &contents.to_bytes().map_err(place.unwritable())?)
                }
                Some(_) => Err(StoreError::conflict()),
            }
        })
        .await
    }
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStore").field("path", &self.path()).finish()
    }
}
