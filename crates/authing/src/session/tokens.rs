//! What the tokens of the OIDC endpoints do to a session (protocol.md 1.7, B15, B16, B18).

use authing_api::SessionChange;
use authing_api::oidc::TokenSet;
use authing_session::{Session, SessionStore as _, StoreError, Stored};
use authing_transport::time::Clock as _;
use authing_types::RefreshToken;

use super::{MAX_ROUNDS, UserSession};

impl UserSession {
    /// The session after a sign-in gave these tokens. Another user's session ends.
    pub(super) fn with_tokens(&self, mut session: Session, tokens: &TokenSet) -> Session {
        let user = tokens.subject();
        if user.is_none() || session.user_id() != user.as_ref() {
            session = Session::default();
        }
        session.set_mfa_token(None);
        session.set_first_login_token(None);
        session.set_refresh_token(None);
        session.set_user_id(user);
        self.put_tokens(&mut session, tokens);
        session
    }

    /// Replaces the tokens by newer ones; what did not come again stays (RFC 6749, 6).
    fn put_tokens(&self, session: &mut Session, tokens: &TokenSet) {
        session.set_access_token(tokens.access_token.clone());
        if let Some(token) = &tokens.refresh_token {
            session.set_refresh_token(token.clone());
        }
        if let Some(token) = &tokens.id_token {
            session.set_expires_at(authing_api::expiry_of(token));
            session.set_obtained_at(self.shared.clock.now());
            session.set_id_token(token.clone());
        }
    }

    /// Stores what a refresh gave, if the session is still the one that it was sent for: whoever
    /// signed in, out or refreshed meanwhile is newer. The old refresh token is dead, so an
    /// unrelated change in between must not lose the new one.
    pub(super) async fn rotate(
        &self,
        before: Option<&Stored>,
        change: SessionChange<'_>,
    ) -> Result<(), StoreError> {
        let SessionChange::Tokens(tokens) = change else {
            return Ok(());
        };
        for _ in 1..MAX_ROUNDS {
            let stored = self.load().await?;
            if identity(before) != identity(stored.as_ref()) {
                return Ok(());
            }
            let (session, version) = match &stored {
                Some(stored) => {
                    let mut session = stored.session.clone();
                    let user = tokens.subject();
                    if user.is_some() && session.user_id() != user.as_ref() {
                        session = self.with_tokens(session, tokens);
                    } else {
                        self.put_tokens(&mut session, tokens);
                    }
                    (session, Some(&stored.version))
                }
                None => (self.with_tokens(Session::default(), tokens), None),
            };
            match self.store().save(&self.key, &session, version).await {
                Err(error) if error.is_conflict() => {}
                result => return result.map(drop),
            }
        }
        Err(StoreError::conflict())
    }
}

/// By what a session is known to be the same sign-in, also after a change that does not matter.
fn identity(stored: Option<&Stored>) -> Option<(Option<&str>, Option<&str>)> {
    let session = &stored?.session;
    let refresh_token = session.refresh_token().map(RefreshToken::expose_secret);
    Some((refresh_token, session.user_id().map(authing_types::UserId::as_str)))
}
