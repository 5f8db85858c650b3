//! Keeps sessions in the operating system's keyring, for desktop programs: [`KeyringStore`].
//!
//! ```no_run
//! use authing_session::{Session, SessionKey, SessionStore};
//! use authing_session_keyring::KeyringStore;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = KeyringStore::new("com.example.notes")?;
//! let key = SessionKey::default();
//! match store.load(&key).await {
//!     Ok(Some(_stored)) => println!("signed in"),
//!     Ok(None) => println!("signed out"),
//!     // No keyring, or a locked one: nothing is known about the session.
//!     Err(error) if error.is_unavailable() || error.is_denied() => println!("{error}"),
//!     Err(error) => return Err(error.into()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Which keyring
//!
//! | System | Keyring |
//! | --- | --- |
//! | macOS | the user's login keychain |
//! | Windows | the Credential Manager, whose entries hold 2,560 bytes: a longer session takes several |
//! | Linux and other Unix | the Secret Service on the session's D-Bus: GNOME Keyring, KWallet, KeePassXC |
//!
//! Any other that the [`keyring_core`] crate knows can be given:
//! [`KeyringStoreBuilder::credential_store`].
//!
//! Tested are the Secret Service of GNOME Keyring and, with entries as short as those of Windows, a
//! keyring in memory. The code for macOS and Windows is that of the crates made for them; it has not
//! been run.
//!
//! A keyring gives a session to every program of the same user that asks, on macOS after asking the
//! user: it protects a disk that is stolen, not a user who runs bad programs.

mod builder;
mod entries;
mod error;
mod platform;
mod store;
mod value;

pub use builder::KeyringStoreBuilder;
/// The keyrings that can be given, by the crate that they implement.
pub use keyring_core;
pub use store::KeyringStore;
