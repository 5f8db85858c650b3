//! Tokens that die together: those that go back to one sign-in.

use crate::keys::TokenDigest;
use crate::pool::{Grant, Pool, Slot};

impl Pool {
    /// The number of a new family.
    pub(crate) fn new_family(&mut self) -> u64 {
        // A damaged document may say that all numbers are used up.
        self.oidc_grants.families = self.oidc_grants.families.wrapping_add(1);
        self.oidc_grants.families
    }

    /// Revokes a token (RFC 7009): an access token alone, a refresh token with its family. An unknown
    /// one is none that works.
    pub(crate) fn revoke(&mut self, token: &str) {
        let digest = TokenDigest::of(token);
        self.oidc_grants.access.remove(&digest);
        let refresh = self.oidc_grants.refresh.get(&digest).map(|refresh| refresh.grant.clone());
        if let Some(grant) = refresh {
            self.revoke_family(grant.family, grant.slot);
        }
    }

    /// Ends the session of an id token, and revokes the tokens that came with it.
    pub(crate) fn end_oidc_session(&mut self, id_token: &str) {
        let digest = TokenDigest::of(id_token);
        let family = self.oidc_grants.id_tokens.get(&digest).copied();
        let slot = self.sessions.get(&digest).map(|session| session.slot);
        self.end_session(id_token);
        if let (Some(family), Some(slot)) = (family, slot) {
            self.revoke_family(family, slot);
        }
    }

    /// Revokes all tokens of a user's family. The cost is that of one user's sessions.
    pub(super) fn revoke_family(&mut self, family: u64, slot: Slot) {
        self.oidc_grants.revoked_families.insert(family);
        let Some(account) = self.accounts.get_mut(slot).and_then(Option::as_mut) else {
            return;
        };
        let (sessions, id_tokens) = (&mut self.sessions, &self.oidc_grants.id_tokens);
        account.sessions.retain(|digest| {
            let is_revoked = id_tokens.get(digest) == Some(&family);
            if is_revoked {
                sessions.remove(digest);
            }
            !is_revoked
        });
    }

    /// Whether the tokens of a grant work: its account exists and its family is not revoked.
    pub(super) fn is_alive(&self, grant: &Grant) -> bool {
        self.live(grant.slot).is_some()
            && !self.oidc_grants.revoked_families.contains(&grant.family)
    }
}
