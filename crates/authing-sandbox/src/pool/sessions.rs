use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use authing_types::ErrorCode;

use super::{Call, Pool, Slot};
use crate::answer::Failure;
use crate::keys::TokenDigest;

/// What is known of an id token that was given out.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Session {
    pub(crate) slot: Slot,
    pub(crate) expires_at: SystemTime,
}

/// An id token just made, or shown by a caller.
#[derive(Debug)]
pub(crate) struct LiveToken {
    pub(crate) token: String,
    pub(crate) expires_at: SystemTime,
}

impl Pool {
    /// Makes an id token (protocol.md 8.1) and remembers it.
    pub(crate) fn issue_token(&mut self, slot: Slot, call: &Call) -> LiveToken {
        let expires_at = call.now + self.settings.id_token_lifetime;
        let jti = self.random.hex(8);
        let token = self.sign(&self.claims(slot, jti, call.now, expires_at), self.settings.signing);
        let digest = TokenDigest::of(&token);
        self.sweep_if_due(self.sessions.len(), call.now);
        self.sessions.insert(digest, Session { slot, expires_at });
        self.account_mut(slot).sessions.push(digest);
        LiveToken { token, expires_at }
    }

    /// The caller's account and token: 2020 when the token is missing, unknown, expired or ended.
    pub(crate) fn authenticate(&self, call: &Call) -> Result<(Slot, LiveToken), Failure> {
        let refused = || Failure::from(ErrorCode::NOT_LOGGED_IN);
        let token = call.token.as_deref().ok_or_else(refused)?;
        let session = self.sessions.get(&TokenDigest::of(token)).ok_or_else(refused)?;
        if session.expires_at <= call.now {
            return Err(refused());
        }
        let live = LiveToken { token: token.to_owned(), expires_at: session.expires_at };
        Ok((session.slot, live))
    }

    /// Ends the session of a token.
    pub(crate) fn end_session(&mut self, token: &str) {
        let digest = TokenDigest::of(token);
        if let Some(session) = self.sessions.remove(&digest) {
            self.account_mut(session.slot).sessions.retain(|other| *other != digest);
        }
    }

    /// Ends all sessions of an account.
    pub(crate) fn end_all_sessions(&mut self, slot: Slot) {
        for digest in std::mem::take(&mut self.account_mut(slot).sessions) {
            self.sessions.remove(&digest);
        }
    }
}
