//! What a session tells without asking the service.

use std::time::SystemTime;

use authing_session::Stored;
use authing_transport::time::Clock as _;
use authing_types::{AccessToken, FirstLoginToken, IdToken, RefreshToken, UserId};

use super::UserSession;
use crate::Error;

/// Where a session stands (protocol.md 9.4), as far as the store tells.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionState {
    /// Nobody is signed in.
    SignedOut,
    /// A sign-in waits for its second factor.
    MfaPending,
    /// A sign-in waits for a new password.
    FirstLoginPending,
    /// A user is signed in.
    #[non_exhaustive]
    SignedIn {
        /// Who, where that is known.
        user_id: Option<UserId>,
        /// When the id token expires, where that is known.
        expires_at: Option<SystemTime>,
        /// Whether it has expired, by the client's clock.
        is_expired: bool,
    },
}

impl UserSession {
    /// Where the session stands. Only the store is asked.
    ///
    /// # Errors
    ///
    /// When the store cannot be read; that never means that nobody is signed in.
    pub async fn state(&self) -> Result<SessionState, Error> {
        let stored = self.load().await.map_err(Error::in_store)?;
        let Some(Stored { session, .. }) = stored else {
            return Ok(SessionState::SignedOut);
        };
        Ok(if session.id_token().is_some() || session.access_token().is_some() {
            SessionState::SignedIn {
                user_id: session.user_id().cloned(),
                expires_at: session.expires_at(),
                is_expired: session.expires_at().is_some_and(|at| at <= self.shared.clock.now()),
            }
        } else if session.mfa_token().is_some() {
            SessionState::MfaPending
        } else if session.first_login_token().is_some() {
            SessionState::FirstLoginPending
        } else {
            SessionState::SignedOut
        })
    }

    /// The id token of the signed-in user, for a program that shows it to servers of its own.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn id_token(&self) -> Result<Option<IdToken>, Error> {
        let stored = self.load().await.map_err(Error::in_store)?;
        Ok(stored.and_then(|stored| stored.session.id_token().cloned()))
    }

    /// The OIDC access token, for a program that shows it to servers of its own.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn access_token(&self) -> Result<Option<AccessToken>, Error> {
        let stored = self.load().await.map_err(Error::in_store)?;
        Ok(stored.and_then(|stored| stored.session.access_token().cloned()))
    }

    /// The OIDC refresh token: what [`refresh_access_token`](Self::refresh_access_token) shows.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn refresh_token(&self) -> Result<Option<RefreshToken>, Error> {
        let stored = self.load().await.map_err(Error::in_store)?;
        Ok(stored.and_then(|stored| stored.session.refresh_token().cloned()))
    }

    /// The token of a sign-in that waits for a new password: what
    /// [`reset_password_by_first_login_token`](Self::reset_password_by_first_login_token) takes.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn first_login_token(&self) -> Result<Option<FirstLoginToken>, Error> {
        let stored = self.load().await.map_err(Error::in_store)?;
        Ok(stored.and_then(|stored| stored.session.first_login_token().cloned()))
    }
}
