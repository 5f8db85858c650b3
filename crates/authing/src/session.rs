mod tokens;

use std::sync::Arc;
use std::time::SystemTime;

use authing_api::{
    Auth, Base, Bearer, DecodeError, Operation, OperationOutput, SessionChange, SessionEffect,
};
use authing_session::{Session, SessionStore as _, StoreError, Stored};
use authing_transport::time::Clock as _;
use authing_types::{AccessToken, FirstLoginToken, IdToken, RefreshToken, User, UserId};

use crate::client::Shared;
use crate::{Error, SessionKey};

/// One user's session: a key in the store, and the methods that act on it.
///
/// Cheap to clone; clones and other handles with the same key are the same session. The tokens are
/// read from the store for every call, so that programs which share a store share the sign-in.
#[derive(Clone, Debug)]
pub struct UserSession {
    shared: Arc<Shared>,
    key: SessionKey,
}

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
    pub(crate) fn new(shared: Arc<Shared>, key: SessionKey) -> Self {
        Self { shared, key }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The key in the store.
    pub fn key(&self) -> &SessionKey {
        &self.key
    }

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

    /// Sends any operation as this session's user, and takes over what its answer means for the
    /// session.
    ///
    /// The named methods do the same for one operation each.
    ///
    /// # Errors
    ///
    /// [`Error`]: the input was refused, no usable answer came, the service refused, or the store
    /// failed. 2020 from the service ends the session; nothing else does.
    pub async fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        if O::INFO.auth == Auth::None {
            return self.send_checked(operation, |_| Ok(())).await;
        }
        let stored = self.load().await.map_err(|error| Error::load(&O::INFO, error))?;
        let bearer = stored.as_ref().and_then(|stored| bearer(O::INFO.auth, &stored.session));
        let result = match bearer {
            Some(bearer) => {
                self.shared.exchange(self.shared.begin(), &operation, Some(bearer)).await
            }
            None => Err(Error::build(&O::INFO, O::INFO.auth.missing_token())),
        };
        let ends = match O::INFO.session {
            // Whatever the service said, and also when it cannot be reached: whoever asks to be
            // signed out is, on this machine.
            SessionEffect::Ends => true,
            SessionEffect::EndsOnSuccess => result.is_ok(),
            _ => false,
        };
        let done = if ends {
            self.forget().await
        } else if let (Auth::Mfa, Ok(output)) = (O::INFO.auth, &result) {
            self.take_over(output.session_change()).await
        } else if let Some(stored) = &stored {
            self.follow_up(&result, stored).await
        } else {
            Ok(())
        };
        done.map_err(|error| Error::save(&O::INFO, error))?;
        result
    }

    /// Sends an operation that shows no token. What its answer means for the session is taken over
    /// only if the answer passes the check.
    pub(crate) async fn send_checked<O: Operation>(
        &self,
        operation: O,
        check: impl FnOnce(&O::Output) -> Result<(), DecodeError> + Send,
    ) -> Result<O::Output, Error> {
        let info = O::INFO;
        let before = if info.signs_in || info.base == Base::Oidc {
            // A store that cannot be read must be noticed before the service acts.
            self.load().await.map_err(|error| Error::load(&info, error))?
        } else {
            None
        };
        let output = self.shared.exchange(self.shared.begin(), &operation, None).await?;
        check(&output).map_err(|error| Error::decode(&info, error))?;
        let kept = match info.session {
            SessionEffect::Rotates => self.rotate(before.as_ref(), output.session_change()).await,
            _ => self.take_over(output.session_change()).await,
        };
        kept.map_err(|error| Error::save(&info, error))?;
        Ok(output)
    }

    /// Does to the session what the answer to a signed-in user's call means. All of it holds only
    /// for the version that was sent: whoever signed in, out or refreshed meanwhile is newer.
    async fn follow_up<T: OperationOutput>(
        &self,
        result: &Result<T, Error>,
        stored: &Stored,
    ) -> Result<(), StoreError> {
        let done = match result {
            Err(error) if error.is_refused() && error.is_not_signed_in() => {
                // The refusal is what the caller must learn, whatever the store does now.
                let _ = self.store().clear(&self.key, &stored.version).await;
                return Ok(());
            }
            Err(error) if error.is_refused() && error.is_mfa_over() => {
                let mut session = stored.session.clone();
                session.set_mfa_token(None);
                let _ = self.store().save(&self.key, &session, Some(&stored.version)).await;
                return Ok(());
            }
            Err(_) => return Ok(()),
            Ok(output) => match self.refreshed(&stored.session, output.session_change()) {
                None => return Ok(()),
                Some(session) => {
                    self.store().save(&self.key, &session, Some(&stored.version)).await
                }
            },
        };
        match done {
            Err(error) if error.is_conflict() => Ok(()),
            done => done.map(drop),
        }
    }

    /// Removes the session from the store. It wins over a refresh that comes in between: each
    /// round in which it loses, somebody else has stored something.
    async fn forget(&self) -> Result<(), StoreError> {
        for _ in 1..MAX_ROUNDS {
            let Some(stored) = self.load().await? else {
                return Ok(());
            };
            match self.store().clear(&self.key, &stored.version).await {
                Err(error) if error.is_conflict() => {}
                result => return result,
            }
        }
        Err(StoreError::conflict())
    }

    /// Stores what a sign-in brought. It wins over whatever is stored, since it is the latest that
    /// the user did; each round in which it loses, somebody else has stored something.
    async fn take_over(&self, change: SessionChange<'_>) -> Result<(), StoreError> {
        if matches!(change, SessionChange::Nothing) {
            return Ok(());
        }
        for _ in 1..MAX_ROUNDS {
            let stored = self.load().await?;
            let (before, version) = match &stored {
                Some(stored) => (stored.session.clone(), Some(&stored.version)),
                None => (Session::default(), None),
            };
            let Some(session) = self.changed(before, change) else {
                return Ok(());
            };
            match self.store().save(&self.key, &session, version).await {
                Err(error) if error.is_conflict() => {}
                result => return result.map(drop),
            }
        }
        Err(StoreError::conflict())
    }

    /// The session after a sign-in (protocol.md 1.7); `None` where it stays as it is.
    fn changed(&self, mut session: Session, change: SessionChange<'_>) -> Option<Session> {
        match change {
            SessionChange::Nothing => return None,
            SessionChange::SignedIn(user) => {
                let token = user.token.clone()?;
                if session.user_id() != Some(&user.id) {
                    session = Session::default();
                }
                session.set_mfa_token(None);
                session.set_first_login_token(None);
                let expires_at = expiry(user, &token);
                self.set_id_token(&mut session, token, Some(&user.id), expires_at);
            }
            SessionChange::MfaPending(token) => session.set_mfa_token(token.clone()),
            SessionChange::FirstLoginPending(token) => session.set_first_login_token(token.clone()),
            SessionChange::FirstLoginDone => {
                session.first_login_token()?;
                session.set_first_login_token(None);
            }
            SessionChange::Tokens(tokens) => session = self.with_tokens(session, tokens),
            _ => return None,
        }
        Some(session)
    }

    /// The session after a call of a signed-in user; `None` where it stays as it is, which is the
    /// usual case: replies repeat the caller's own token.
    fn refreshed(&self, session: &Session, change: SessionChange<'_>) -> Option<Session> {
        let (token, user_id, expires_at) = match change {
            SessionChange::SignedIn(user) => {
                let token = user.token.as_ref()?;
                (token, Some(&user.id), expiry(user, token))
            }
            SessionChange::TokenRefreshed(fresh) => {
                (&fresh.token, fresh.user_id(), fresh.expires_at())
            }
            _ => return None,
        };
        let user_id = user_id.or(session.user_id());
        let current = session.id_token().map(IdToken::expose_secret);
        if current == Some(token.expose_secret()) && session.user_id() == user_id {
            return None;
        }
        let mut fresh = session.clone();
        self.set_id_token(&mut fresh, token.clone(), user_id, expires_at);
        Some(fresh)
    }

    fn set_id_token(
        &self,
        session: &mut Session,
        token: IdToken,
        user_id: Option<&UserId>,
        expires_at: Option<SystemTime>,
    ) {
        session.set_expires_at(expires_at);
        session.set_obtained_at(self.shared.clock.now());
        session.set_user_id(user_id.cloned());
        session.set_id_token(token);
    }

    pub(crate) async fn load(&self) -> Result<Option<Stored>, StoreError> {
        self.store().load(&self.key).await
    }

    fn store(&self) -> &authing_session::SharedStore {
        &self.shared.store
    }
}

/// When a user's token expires: as the reply says, else as the token itself says.
fn expiry(user: &User, token: &IdToken) -> Option<SystemTime> {
    let told = user.token_expired_at.as_ref().and_then(|at| at.to_system_time());
    told.or_else(|| authing_api::expiry_of(token))
}

/// How often a change of the store is tried against others before it is given up. Each failed round
/// means that another program succeeded, so a store that works never gets there.
const MAX_ROUNDS: usize = 100;

/// The token to show, by the operation's class (protocol.md 1.4).
fn bearer(auth: Auth, session: &Session) -> Option<Bearer<'_>> {
    let access = session.access_token().map(Bearer::Access);
    match auth {
        Auth::Mfa => session.mfa_token().map(Bearer::Mfa),
        Auth::AccessToken => access,
        _ => session.id_token().map(Bearer::Id).or(access),
    }
}
