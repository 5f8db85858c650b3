//! The same client for programs without `async`: each method waits until its answer is there.
//!
//! [`ClientBuilder::build_blocking`] makes it. All clones and sessions share one background thread,
//! which drives their connections also between calls, and ends when the last of them is dropped.
//!
//! ```
//! # use authing_sandbox::Sandbox;
//! # let sandbox = Sandbox::new();
//! # let (user_pool_id, app_id) = (Sandbox::USER_POOL_ID, Sandbox::APP_ID);
//! use authing::Client;
//!
//! let client = Client::builder(user_pool_id, app_id)
//! #   .host(Sandbox::BASE_URL)
//! #   .transport(sandbox)
//!     .build_blocking()?;
//! client.register_by_email("ann@example.com", "correct horse")?.into_user()?;
//! assert_eq!(client.current_user()?.email.as_deref(), Some("ann@example.com"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Not inside a runtime
//!
//! A call inside a tokio runtime would stop the thread that should bring its answer, so it is refused
//! with an error, [`Error::is_inside_runtime`], and nothing is sent. That goes for the threads of
//! `spawn_blocking` too: there, `Handle::block_on` waits for a method of [`authing::Client`](crate::Client).
//! Other runtimes cannot be noticed; a blocking call stops the task and the thread that make it. Making
//! and dropping clients is fine anywhere.

mod background;
mod by_hand;
mod mirror;
mod pages;

use std::fmt;
use std::sync::Arc;

use crate::{BuildError, ClientBuilder, Error, SessionKey};

pub(crate) use mirror::mirror;

pub use pages::ApplicationPages;

use background::Background;

/// A client of one application, whose methods block: [`authing::Client`](crate::Client) without
/// `async`. Cheap to clone; clones share everything.
#[derive(Clone, Debug)]
pub struct Client {
    default: UserSession,
}

/// One user's session, whose methods block: [`authing::UserSession`](crate::UserSession) without
/// `async`.
#[derive(Clone)]
pub struct UserSession {
    /// First, so that it is dropped while its runtime is there.
    session: crate::UserSession,
    background: Arc<Background>,
}

impl ClientBuilder {
    /// Makes a [blocking client](crate::blocking), and the thread that it needs.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build), and [`BuildError::Background`] when the thread cannot be started.
    pub fn build_blocking(self) -> Result<Client, BuildError> {
        let client = self.build()?;
        let background = Arc::new(Background::start().map_err(BuildError::Background)?);
        let session = client.default_session().clone();
        Ok(Client { default: UserSession { session, background } })
    }
}

impl Client {
    /// The session of one user among many: see [`authing::Client::session`](crate::Client::session).
    pub fn session(&self, key: SessionKey) -> UserSession {
        let session = crate::UserSession::new(Arc::clone(self.default.session.shared()), key);
        UserSession { session, background: Arc::clone(&self.default.background) }
    }

    /// The session that the client's own methods act on.
    pub fn default_session(&self) -> &UserSession {
        &self.default
    }
}

impl UserSession {
    /// The key in the store.
    pub fn key(&self) -> &SessionKey {
        self.session.key()
    }

    /// What does not block.
    pub(crate) fn inner(&self) -> &crate::UserSession {
        &self.session
    }

    /// Blocks until a call is done.
    pub(crate) fn wait_for<T>(
        &self,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        self.background.block_on(call)
    }
}

impl fmt::Debug for UserSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.session.fmt(f)
    }
}
