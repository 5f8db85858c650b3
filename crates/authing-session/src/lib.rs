//! Where signed-in users are kept: the [`SessionStore`] trait with conditional save, in memory
//! ([`MemoryStore`]) and in a file (`FileStore`, feature `file`, on by default).
//!
//! A [`Session`] is what a program keeps so that a user stays signed in: tokens, whose they are,
//! and how long they last. It lies in a store under a [`SessionKey`]. Every save is conditional on
//! the [`Version`] that the caller loaded, so that two programs never overwrite each other, and a
//! refresh that comes late never brings a session back after sign-out:
//!
//! ```
//! use authing_session::{MemoryStore, Session, SessionKey, SessionStore};
//! use authing_types::IdToken;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = MemoryStore::new();
//! let key = SessionKey::parse("user:42")?;
//!
//! // Sign-in: nothing is there yet.
//! let mut session = Session::default();
//! session.set_id_token(IdToken::parse("header.payload.signature")?);
//! store.save(&key, &session, None).await?;
//!
//! // Refresh: load, change, save on what was loaded.
//! let stored = store.load(&key).await?.expect("signed in above");
//! let mut session = stored.session;
//! session.set_id_token(IdToken::parse("header.newer.signature")?);
//! match store.save(&key, &session, Some(&stored.version)).await {
//!     Ok(_version) => {}
//!     Err(error) if error.is_conflict() => { /* somebody was faster: load and look again */ }
//!     Err(error) => return Err(error.into()), // the session is still there
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # A store of your own
//!
//! Implement the three methods and keep the contract of [`SessionStore`]. A store of bytes uses
//! [`Session::to_record`] and [`Session::from_record`]; here one on a table with compare-and-swap:
//!
//! ```
//! use async_trait::async_trait;
//! use authing_session::{Session, SessionKey, SessionStore, StoreError, Stored, Version};
//! # use std::sync::Mutex;
//! # #[derive(Debug, Default)]
//! # struct Table(Mutex<(u64, std::collections::HashMap<String, (u64, Vec<u8>)>)>);
//! # impl Table {
//! #     fn get(&self, key: &str) -> Option<(u64, Vec<u8>)> {
//! #         self.0.lock().unwrap().1.get(key).cloned()
//! #     }
//! #     fn put_if(&self, key: &str, row: Option<Vec<u8>>, revision: Option<u64>) -> Result<u64, Option<u64>> {
//! #         let (last, rows) = &mut *self.0.lock().unwrap();
//! #         let found = rows.get(key).map(|row| row.0);
//! #         if found != revision { return Err(found) }
//! #         *last += 1;
//! #         match row { Some(row) => rows.insert(key.to_owned(), (*last, row)), None => rows.remove(key) };
//! #         Ok(*last)
//! #     }
//! # }
//!
//! /// `Table` counts its revisions up over all rows and never starts again, so a revision makes a
//! /// version. `put_if` writes only if the row has the given revision, else tells the one it has.
//! #[derive(Debug)]
//! struct TableStore(Table);
//!
//! #[async_trait]
//! impl SessionStore for TableStore {
//!     async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
//!         let Some((revision, record)) = self.0.get(key.as_str()) else {
//!             return Ok(None);
//!         };
//!         let session = Session::from_record(&record)?;
//!         Ok(Some(Stored::new(session, Version::new(revision.to_string()))))
//!     }
//!
//!     async fn save(
//!         &self,
//!         key: &SessionKey,
//!         session: &Session,
//!         expected: Option<&Version>,
//!     ) -> Result<Version, StoreError> {
//!         let expected = expected.map(revision).transpose()?;
//!         match self.0.put_if(key.as_str(), Some(session.to_record().to_vec()), expected) {
//!             Ok(revision) => Ok(Version::new(revision.to_string())),
//!             Err(_) => Err(StoreError::conflict()),
//!         }
//!     }
//!
//!     async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError> {
//!         match self.0.put_if(key.as_str(), None, Some(revision(expected)?)) {
//!             Ok(_) | Err(None) => Ok(()), // absent already is fine
//!             Err(Some(_)) => Err(StoreError::conflict()),
//!         }
//!     }
//! }
//!
//! fn revision(version: &Version) -> Result<u64, StoreError> {
//!     version.as_str().parse().map_err(|_| StoreError::conflict())
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), StoreError> {
//! # let (store, key) = (TableStore(Table::default()), SessionKey::default());
//! # let version = store.save(&key, &Session::default(), None).await?;
//! # assert!(store.save(&key, &Session::default(), None).await.unwrap_err().is_conflict());
//! # assert_eq!(store.load(&key).await?.unwrap().version, version);
//! # store.clear(&key, &version).await?;
//! # store.clear(&key, &version).await
//! # }
//! ```
//!
//! This crate knows nothing of HTTP or of the service's operations: when to refresh and when a
//! session ends is decided by its caller.

mod buffer;
mod error;
#[cfg(feature = "file")]
mod file;
mod key;
mod mark;
mod memory;
mod record;
mod seconds;
mod session;
mod store;

pub use error::{StoreError, StoreErrorKind};
#[cfg(feature = "file")]
pub use file::{FileStore, LockFile, LockGuard};
pub use key::SessionKey;
pub use mark::RefreshMark;
pub use memory::MemoryStore;
pub use session::Session;
pub use store::{SessionStore, SharedStore, Stored, Version};
