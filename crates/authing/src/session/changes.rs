//! What a sign-in or a fresh id token does to a session (protocol.md 1.7).

use std::time::SystemTime;

use authing_api::SessionChange;
use authing_session::{Session, SessionStore as _, StoreError, Stored};
use authing_transport::time::Clock as _;
use authing_types::{IdToken, User, UserId};

use super::{MAX_ROUNDS, UserSession};

impl UserSession {
    /// Stores what a sign-in brought. It wins over whatever is stored, since it is the latest that
    /// the user did; each round in which it loses, somebody else has stored something.
    ///
    /// What was loaded before the call is where the first round begins, which spares a look into the
    /// store: if it has changed meanwhile, saving is refused.
    pub(super) async fn take_over(
        &self,
        change: SessionChange<'_>,
        mut loaded: Option<Option<Stored>>,
    ) -> Result<(), StoreError> {
        if matches!(change, SessionChange::Nothing) {
            return Ok(());
        }
        for _ in 1..MAX_ROUNDS {
            let stored = match loaded.take() {
                Some(stored) => stored,
                None => self.load().await?,
            };
            let (before, version) = match stored {
                Some(stored) => (stored.session, Some(stored.version)),
                None => (Session::default(), None),
            };
            let Some(session) = self.changed(&before, change) else {
                return Ok(());
            };
            match self.store().save(&self.key, &session, version.as_ref()).await {
                Err(error) if error.is_conflict() => {}
                result => {
                    return result.map(|_| self.emit_sign_in(&before, &session));
                }
            }
        }
        Err(StoreError::conflict())
    }

    /// The session after a sign-in (protocol.md 1.7); `None` where it stays as it is.
    fn changed(&self, before: &Session, change: SessionChange<'_>) -> Option<Session> {
        let mut session = match change {
            SessionChange::SignedIn(user) if before.user_id() != Some(&user.id) => {
                Session::default()
            }
            _ => before.clone(),
        };
        match change {
            SessionChange::Nothing => return None,
            SessionChange::SignedIn(user) => {
                let token = user.token.clone()?;
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
    #[inline]
    pub(super) fn refreshed(
        &self,
        session: &Session,
        change: SessionChange<'_>,
    ) -> Option<Session> {
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
}

/// When a user's token expires: as the reply says, else as the token itself says.
fn expiry(user: &User, token: &IdToken) -> Option<SystemTime> {
    let told = user.token_expired_at.as_ref().and_then(|at| at.to_system_time());
    told.or_else(|| authing_api::expiry_of(token))
}
