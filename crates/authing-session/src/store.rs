use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;

use crate::{Session, SessionKey, StoreError, StoreErrorKind};

/// Where sessions are kept: load, conditional save, conditional clear.
///
/// # Contract for implementers
///
/// The conformance kit checks what can be checked from outside; a store that breaks a rule signs
/// users out, or keeps them signed in after they left.
///
/// 1. *Absent* is `Ok(None)` and means one thing: no session is stored under this key. A record
///    that is damaged, foreign or newer than this program is
///    [`Unreadable`](crate::StoreErrorKind::Unreadable), and is never reported as absent and never
///    overwritten or removed. A store that cannot be reached is an error too.
/// 2. Every save gives the session a new [`Version`]. A store never uses a version twice, not even
///    after the session was cleared or the store restarted: random or ever-counting, not per key
///    from 1. So a program that comes late with an old version can never bring a cleared session
///    back.
/// 3. Comparing the version and writing are one step for everyone who shares the store: threads,
///    processes, machines. Of several who save on the same version, exactly one succeeds, and the
///    others get [`Conflict`](crate::StoreErrorKind::Conflict).
/// 4. A save is all or nothing: a reader sees the whole old session or the whole new one. After
///    any error but [`Unavailable`](crate::StoreErrorKind::Unavailable) the old one is in place.
/// 5. When a save or clear returns `Ok`, everybody sees it, and in a store that outlives the
///    process it also survives a crash of the process or the machine.
/// 6. Dropping a future at any point leaves the old or the new state. The new one may appear only
///    after the drop, if the work went on in the background.
/// 7. What is loaded equals what was saved, in every slot. Keys are independent of each other.
/// 8. Contents appear in no `Debug`, no error (causes included) and no log.
///
/// A store of bytes turns sessions into records with [`Session::to_record`] and
/// [`Session::from_record`], which look after format versions.
///
/// The methods may be called from many tasks at once. They do not retry conflicts: the caller
/// knows whether its change still makes sense.
#[async_trait]
pub trait SessionStore: Debug + Send + Sync + 'static {
    /// The session stored under `key` and its version, or `None` where there is none.
    ///
    /// # Errors
    ///
    /// Every kind but `Conflict`. No error means that the user is signed out.
    async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError>;

    /// Stores `session` under `key` if what is stored there now is what the caller `expected`: the
    /// version it loaded or saved, or `None` for no session at all. Returns the new version.
    ///
    /// # Errors
    ///
    /// `Conflict` when another version, or none, or an unexpected one is stored; otherwise as the
    /// kinds say. Only after `Unavailable` may the session have been stored.
    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        expected: Option<&Version>,
    ) -> Result<Version, StoreError>;

    /// Removes the session under `key` if it has the `expected` version. Fine where there is no
    /// session any more, whoever removed it.
    ///
    /// # Errors
    ///
    /// `Conflict` when another version is stored; otherwise as the kinds say. Only after
    /// `Unavailable` may the session have been removed.
    async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError>;
}

/// A session as loaded, with the version that a later save or clear is conditional on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Stored {
    /// The session.
    pub session: Session,
    /// The version it has in the store.
    pub version: Version,
}

impl Stored {
    /// A session with its version, for implementers of a store.
    pub fn new(session: Session, version: Version) -> Self {
        Self { session, version }
    }
}

/// Names one save of one session in one store. Opaque: only equality means something.
///
/// Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version(Arc<str>);

impl Version {
    /// A version as the store writes it, for implementers of a store.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// A version that was never used before, by a chance of 1 in 2^128, even if what is stored was
    /// removed or brought back from a backup in between, which a counter could not promise: rule 2 of
    /// the [contract](SessionStore). 32 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`Unavailable`](crate::StoreErrorKind::Unavailable) when the system gives no random numbers.
    #[inline]
    pub fn random() -> Result<Self, StoreError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| {
            StoreError::new(
                StoreErrorKind::Unavailable,
                "the system gave no random number for the session's version",
            )
            .with_source(error.to_string())
        })?;
        Ok(Self::new(format!("{:032x}", u128::from_be_bytes(bytes))))
    }

    /// The text the store made it from.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A handle on some store that is cheap to clone; clones share the store.
#[derive(Clone, Debug)]
pub struct SharedStore(Arc<dyn SessionStore>);

impl SharedStore {
    /// A handle on `store`.
    pub fn new(store: impl SessionStore) -> Self {
        Self(Arc::new(store))
    }
}

impl AsRef<dyn SessionStore> for SharedStore {
    fn as_ref(&self) -> &dyn SessionStore {
        &*self.0
    }
}

impl From<Arc<dyn SessionStore>> for SharedStore {
    fn from(store: Arc<dyn SessionStore>) -> Self {
        Self(store)
    }
}

/// Forwards every method, defaults included, to what the type points at.
macro_rules! forward {
    ($type:ty $(, $param:ident)?) => {
        #[async_trait]
        #[deny(clippy::missing_trait_methods)]
        impl$(<$param: SessionStore + ?Sized>)? SessionStore for $type {
            async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
                self.as_ref().load(key).await
            }

            async fn save(
                &self,
                key: &SessionKey,
                session: &Session,
                expected: Option<&Version>,
            ) -> Result<Version, StoreError> {
                self.as_ref().save(key, session, expected).await
            }

            async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError> {
                self.as_ref().clear(key, expected).await
            }
        }
    };
}

forward!(Arc<T>, T);
forward!(Box<T>, T);
forward!(SharedStore);
