use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use authing_session::{LockFile, Session, SessionKey, SessionStore, StoreError, Stored, Version};
use keyring_core::CredentialStore;

use crate::KeyringStoreBuilder;
use crate::entries::Entries;
use crate::error::{denied, no_keyring, unavailable};
use crate::platform;

/// Keeps sessions in the operating system's keyring.
///
/// * Creating a store asks for nothing. The keyring is looked for by the first call, and again after
///   there was none: a service that starts later is found.
/// * No keyring compares and writes in one step. So saves and clears of all threads and processes take
///   turns on a [`LockFile`] beside the keyring; all programs that share the service must name the same
///   one, as they do by default. Loads need no lock.
/// * A session is one entry, `service` and session key; where it is longer than an entry may be, it is
///   spread over several, and the entry that names them is written last.
/// * Where there is no keyring, every call is
///   [`Unavailable`](authing_session::StoreErrorKind::Unavailable); where it is locked and stays so,
///   [`Denied`](authing_session::StoreErrorKind::Denied). Neither is ever taken for a signed-out user.
/// * A keyring may ask the user to unlock it, and a call waits for the answer.
///
/// Within a tokio runtime the work is done on its blocking threads; elsewhere, on the calling thread. A
/// future dropped half-way may still finish its save in the background. A program killed in a save
/// leaves the old or the new session, and perhaps parts of the new one that the next long session
/// overwrites.
///
/// Whether a save survives a crash of the machine is up to the keyring; those of the three systems
/// write to the disk.
///
/// # Examples
///
/// ```
/// use authing_session::{Session, SessionKey, SessionStore};
/// use authing_session_keyring::{KeyringStore, keyring_core};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// // For tests: a keyring in memory.
/// let store = KeyringStore::builder("com.example.notes")
///     .credential_store(keyring_core::mock::Store::new()?)
///     .lock_path(directory.path().join("notes.lock"))
///     .build()?;
/// let key = SessionKey::default();
/// let version = store.save(&key, &Session::default(), None).await?;
/// store.clear(&key, &version).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct KeyringStore {
    inner: Arc<Inner>,
}

struct Inner {
    service: Arc<str>,
    max_entry_bytes: usize,
    lock: LockFile,
    credentials: Credentials,
}

enum Credentials {
    Given(Arc<CredentialStore>),
    /// The operating system's, once it was found.
    Platform(Mutex<Option<Arc<CredentialStore>>>),
}

impl KeyringStore {
    /// A store in the operating system's keyring. The service name is what the keyring shows: the
    /// program's own, such as `com.example.notes`.
    ///
    /// # Errors
    ///
    /// As [`KeyringStoreBuilder::build`].
    pub fn new(service: impl Into<String>) -> Result<Self, StoreError> {
        Self::builder(service).build()
    }

    /// Sets up a store, as [`new`](Self::new).
    pub fn builder(service: impl Into<String>) -> KeyringStoreBuilder {
        KeyringStoreBuilder::new(service.into())
    }

    pub(crate) fn with(
        service: String,
        credentials: Option<Arc<CredentialStore>>,
        lock: LockFile,
        max_entry_bytes: usize,
    ) -> Self {
        let credentials =
            credentials.map_or_else(|| Credentials::Platform(Mutex::default()), Credentials::Given);
        let inner = Inner { service: service.into(), max_entry_bytes, lock, credentials };
        Self { inner: Arc::new(inner) }
    }

    /// Runs work on the keyring where it may block.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return self.inner.run(work);
        };
        let inner = self.inner.clone();
        runtime.spawn_blocking(move || inner.run(work)).await.unwrap_or_else(|stopped| {
            Err(unavailable(if stopped.is_cancelled() {
                "the work on the keyring was cancelled: the runtime is shutting down"
            } else {
                "the work on the keyring panicked"
            }))
        })
    }
}

impl Inner {
    fn run<T>(&self, work: impl FnOnce(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        work(self).inspect_err(|error| {
            // The keyring's service may have ended: then the next call looks for it anew.
            if let Credentials::Platform(found) = &self.credentials
                && error.is_unavailable()
            {
                *found.lock().unwrap_or_else(PoisonError::into_inner) = None;
            }
        })
    }

    fn entries(&self) -> Result<Entries, StoreError> {
        let credentials = match &self.credentials {
            Credentials::Given(credentials) => credentials.clone(),
            Credentials::Platform(found) => {
                let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                match &*found {
                    Some(credentials) => credentials.clone(),
                    None => found.insert(platform::open().map_err(no_keyring)?).clone(),
                }
            }
        };
        let (service, max_entry_bytes) = (self.service.clone(), self.max_entry_bytes);
        Ok(Entries { credentials, service, max_entry_bytes })
    }

    /// The lock's directory is made when the lock is first needed.
    fn lock(&self) -> Result<authing_session::LockGuard, StoreError> {
        if let Some(directory) = self.lock.path().parent() {
            create(directory).map_err(|error| {
                denied(format!("could not create {} for the keyring's lock", directory.display()))
                    .with_source(error)
            })?;
        }
        self.lock.acquire()
    }
}

#[async_trait]
impl SessionStore for KeyringStore {
    async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
        let key = key.clone();
        self.run(move |inner| inner.entries()?.load(&key)).await
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        expected: Option<&Version>,
    ) -> Result<Version, StoreError> {
        let (key, session, expected) = (key.clone(), session.clone(), expected.cloned());
        self.run(move |inner| {
            let entries = inner.entries()?;
            let _lock = inner.lock()?;
            if entries.version(&key)? != expected {
                return Err(StoreError::conflict());
            }
            entries.save(&key, &session)
        })
        .await
    }

    async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError> {
        let (key, expected) = (key.clone(), expected.clone());
        self.run(move |inner| {
            let entries = inner.entries()?;
            // Where there is nothing to clear, no lock appears.
            if entries.version(&key)?.is_none() {
                return Ok(());
            }
            let _lock = inner.lock()?;
            match entries.version(&key)? {
                None => Ok(()),
                Some(version) if version == expected => entries.clear(&key),
                Some(_) => Err(StoreError::conflict()),
            }
        })
        .await
    }
}

impl fmt::Debug for KeyringStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyringStore")
            .field("service", &self.inner.service)
            .field("lock_path", &self.inner.lock.path())
            .finish_non_exhaustive()
    }
}

/// Creates a directory that is the user's alone, where it is missing.
fn create(directory: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(directory)
}
