use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::{Session, SessionKey, SessionStore, StoreError, Stored, Version};

/// Keeps sessions in memory, as long as the process lives.
///
/// Every operation takes the same time however many sessions there are, and none waits for
/// anything. A clone shares the sessions.
///
/// # Examples
///
/// ```
/// use authing_session::{MemoryStore, Session, SessionKey, SessionStore};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), authing_session::StoreError> {
/// let store = MemoryStore::new();
/// let key = SessionKey::default();
/// assert!(store.load(&key).await?.is_none());
///
/// let version = store.save(&key, &Session::default(), None).await?;
/// store.clear(&key, &version).await?;
///
/// // Somebody who still holds the old version comes too late.
/// let late = store.save(&key, &Session::default(), Some(&version)).await;
/// assert!(late.unwrap_err().is_conflict());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct MemoryStore {
    sessions: Arc<Mutex<HashMap<SessionKey, Entry>>>,
}

#[derive(Clone)]
struct Entry {
    /// Shared, so that copying and wiping tokens happens outside the lock.
    session: Arc<Session>,
    version: u64,
}

impl Entry {
    /// A version that no store like this gave out is simply another one.
    fn has(&self, expected: &Version) -> bool {
        expected.as_str().parse() == Ok(self.version)
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many sessions are stored.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether no session is stored.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// A poisoned lock is taken all the same: no code that runs under it can leave a half change.
    fn lock(&self) -> MutexGuard<'_, HashMap<SessionKey, Entry>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SessionStore for MemoryStore {
    async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
        let entry = self.lock().get(key).cloned();
        Ok(entry.map(|entry| Stored::new((*entry.session).clone(), version(entry.version))))
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        expected: Option<&Version>,
    ) -> Result<Version, StoreError> {
        let new = Entry {
            session: Arc::new(session.clone()),
            version: NEXT_VERSION.fetch_add(1, Ordering::Relaxed),
        };
        let saved = version(new.version);
        let mut sessions = self.lock();
        let as_expected = match (sessions.get(key), expected) {
            (None, None) => true,
            (Some(entry), Some(expected)) => entry.has(expected),
            _ => false,
        };
        if !as_expected {
            return Err(StoreError::conflict());
        }
        let old = sessions.insert(key.clone(), new);
        drop(sessions);
        drop(old);
        Ok(saved)
    }

    async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError> {
        let mut sessions = self.lock();
        match sessions.get(key) {
            None => Ok(()),
            Some(entry) if entry.has(expected) => {
                let old = sessions.remove(key);
                drop(sessions);
                drop(old);
                Ok(())
            }
            Some(_) => Err(StoreError::conflict()),
        }
    }
}

/// Shows how many sessions there are, and no session.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("len", &self.len())
            .finish()
    }
}

fn version(number: u64) -> Version {
    Version::new(number.to_string())
}

/// One count for all stores of the process, so that a version of one means nothing to another.
static NEXT_VERSION: AtomicU64 = AtomicU64::new(1);
