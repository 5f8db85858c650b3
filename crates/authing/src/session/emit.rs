//! Emitting the events of a session, once the store has what happened.

use authing_session::Session;

use super::UserSession;
use crate::events::{PendingStep, SessionEventKind, SignOutReason};

impl UserSession {
    pub(super) fn emit(&self, kind: SessionEventKind) {
        self.shared.events.send(&self.key, kind);
    }

    pub(super) fn emit_refreshed(&self, session: &Session) {
        self.emit(SessionEventKind::Refreshed {
            expires_at: session.expires_at(),
            access_expires_at: session.access_expires_at(),
        });
    }

    pub(super) fn emit_signed_out(&self, reason: SignOutReason) {
        self.emit(SessionEventKind::SignedOut { reason });
    }

    /// Emits what a sign-in made of a session.
    pub(super) fn emit_sign_in(&self, before: &Session, now: &Session) {
        let has_new = |pending: fn(&Session) -> bool| pending(now) && !pending(before);
        if has_new(|session| session.mfa_token().is_some()) {
            return self.emit(SessionEventKind::FurtherStep { step: PendingStep::Mfa });
        }
        if has_new(|session| session.first_login_token().is_some()) {
            let step = PendingStep::FirstLoginPassword;
            return self.emit(SessionEventKind::FurtherStep { step });
        }
        let is_signed_in =
            |session: &Session| session.id_token().is_some() || session.access_token().is_some();
        let is_same_user = now.user_id().is_some() && now.user_id() == before.user_id();
        if is_signed_in(before) && is_same_user {
            self.emit_refreshed(now);
        } else if is_signed_in(now) {
            self.emit(SessionEventKind::SignedIn { user_id: now.user_id().cloned() });
        }
    }
}
