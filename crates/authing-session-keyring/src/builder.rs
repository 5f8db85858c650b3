use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use authing_session::{LockFile, StoreError};
use etcetera::BaseStrategy;
use keyring_core::CredentialStore;

use crate::KeyringStore;
use crate::error::denied;
use crate::platform;
use crate::value::MIN_ENTRY_BYTES;

/// Sets up a [`KeyringStore`]; made by [`KeyringStore::builder`].
#[must_use]
pub struct KeyringStoreBuilder {
    service: String,
    credentials: Option<Arc<CredentialStore>>,
    lock_path: Option<PathBuf>,
    lock_timeout: Duration,
    max_entry_bytes: usize,
}

impl KeyringStoreBuilder {
    /// The longest service name, in bytes.
    pub const MAX_SERVICE_BYTES: usize = 64;

    pub(crate) fn new(service: String) -> Self {
        Self {
            service,
            credentials: None,
            lock_path: None,
            lock_timeout: LockFile::DEFAULT_TIMEOUT,
            max_entry_bytes: platform::MAX_ENTRY_BYTES,
        }
    }

    /// Uses this keyring in place of the operating system's.
    pub fn credential_store(mut self, credentials: Arc<CredentialStore>) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// The file on which programs that share the service take turns; all of them must name the same
    /// one. By default `authing/<service>.lock` in the user's directory for state
    /// (`$XDG_STATE_HOME`) or data, which is created.
    pub fn lock_path(mut self, path: impl AsRef<Path>) -> Self {
        self.lock_path = Some(path.as_ref().to_owned());
        self
    }

    /// How long a save or clear waits for another program that is writing, by default
    /// [`LockFile::DEFAULT_TIMEOUT`].
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout;
        self
    }

    /// How many bytes an entry of the keyring may hold, 128 and more; a longer session is spread over
    /// several. By default 2,560 on Windows and 1 MiB elsewhere.
    pub fn max_entry_bytes(mut self, bytes: usize) -> Self {
        self.max_entry_bytes = bytes;
        self
    }

    /// The store. The keyring is not asked yet: the first call does.
    ///
    /// # Errors
    ///
    /// [`StoreErrorKind::Denied`](authing_session::StoreErrorKind::Denied) for a service name that is
    /// empty, longer than [`MAX_SERVICE_BYTES`](Self::MAX_SERVICE_BYTES), or has other characters
    /// than letters, digits, `.`, `-` and `_` of ASCII, for entries below 128 bytes, and where
    /// there is no home directory for the lock.
    pub fn build(self) -> Result<KeyringStore, StoreError> {
        let name = self.service.as_bytes();
        let known = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
        if name.is_empty() || name.len() > Self::MAX_SERVICE_BYTES || !name.iter().all(known) {
            return Err(denied(
                "the service name of the keyring store must be 1 to 64 letters, digits, `.`, `-` \
                 or `_`: give one like com.example.notes",
            ));
        }
        if self.max_entry_bytes < MIN_ENTRY_BYTES {
            return Err(denied(format!(
                "entries of the keyring store must hold at least {MIN_ENTRY_BYTES} bytes"
            )));
        }
        let lock = match self.lock_path {
            Some(path) => LockFile::new(path),
            None => LockFile::new(default_lock(&self.service)?),
        };
        Ok(KeyringStore::with(
            self.service,
            self.credentials,
            lock.with_timeout(self.lock_timeout),
            self.max_entry_bytes,
        ))
    }
}

impl fmt::Debug for KeyringStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyringStoreBuilder")
            .field("service", &self.service)
            .field("lock_path", &self.lock_path)
            .field("lock_timeout", &self.lock_timeout)
            .field("max_entry_bytes", &self.max_entry_bytes)
            .finish_non_exhaustive()
    }
}

/// The path of the default lock; its directory appears with the first save.
fn default_lock(service: &str) -> Result<PathBuf, StoreError> {
    let strategy = etcetera::base_strategy::choose_native_strategy().map_err(|error| {
        denied("there is no home directory for the keyring store's lock: give a lock_path")
            .with_source(error)
    })?;
    let directory = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Ok(directory.join("authing").join(format!("{service}.lock")))
}
