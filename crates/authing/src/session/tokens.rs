//! What the tokens of the OIDC endpoints do to a session (protocol.md 1.7, B15, B16, B18).

use std::time::Duration;

use authing_api::oidc::TokenSet;
use authing_session::Session;
use authing_transport::time::Clock as _;

use super::UserSession;
use super::due::drop_id_token;

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

    /// Replaces the tokens by newer ones; what did not come again stays (RFC 6749, 6), but for an
    /// id token that has expired.
    pub(super) fn put_tokens(&self, session: &mut Session, tokens: &TokenSet) {
        let now = self.shared.clock.now();
        let lifetime = tokens.expires_in.and_then(|seconds| u64::try_from(seconds).ok());
        session.set_access_token(tokens.access_token.clone());
        session.set_access_expires_at(
            lifetime.and_then(|seconds| now.checked_add(Duration::from_secs(seconds))),
        );
        session.set_refresh_mark(None);
        if let Some(token) = &tokens.refresh_token {
            session.set_refresh_token(token.clone());
        }
        if let Some(token) = &tokens.id_token {
            session.set_expires_at(authing_api::expiry_of(token));
            session.set_obtained_at(now);
            session.set_id_token(token.clone());
        } else if session.expires_at().is_some_and(|at| at <= now) {
            drop_id_token(session);
        }
    }
}
