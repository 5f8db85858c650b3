use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::{Session, SessionKey, SessionStore, StoreError, Stored, Version};

/// Keeps sessions in memory, as long as the process lives.
///
/// Made for a server with a million users as well: an operation takes a few microseconds however
/// many sessions there are, and none waits for anything. A clone shares the sessions.
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
#[derive(Clone)]
pub struct MemoryStore {
    inner: Arc<Inner>,
}

struct Inner {
    /// Many maps, each with a lock of its own: a map that grows moves all it holds, and with a
    /// single one everybody would wait for that.
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
}

type Shard = HashMap<SessionKey, Entry>;

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
        Self {
            inner: Arc::new(Inner {
                shards: std::array::from_fn(|_| Mutex::default()),
                hasher: RandomState::new(),
            }),
        }
    }

    /// How many sessions are stored.
    #[inline]
    pub fn len(&self) -> usize {
        self.inner.shards.iter().map(|shard| lock(shard).len()).sum()
    }

    /// Whether no session is stored.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sessions among which `key` belongs.
    fn shard(&self, key: &SessionKey) -> MutexGuard<'_, Shard> {
        let hash = self.inner.hasher.hash_one(key);
        lock(&self.inner.shards[hash as usize % SHARDS])
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl SessionStore for MemoryStore {
    async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
        let entry = self.shard(key).get(key).cloned();
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
        let mut sessions = self.shard(key);
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
        let mut sessions = self.shard(key);
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
        f.debug_struct("MemoryStore").field("len", &self.len()).finish()
    }
}

/// A poisoned lock is taken all the same: no code that runs under it can leave half a change.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

fn version(number: u64) -> Version {
    Version::new(number.to_string())
}

/// How many maps share the sessions.
const SHARDS: usize = 64;

/// One count for all stores of the process, so that a version of one means nothing to another.
static NEXT_VERSION: AtomicU64 = AtomicU64::new(1);
