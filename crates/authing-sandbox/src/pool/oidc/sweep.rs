//! Forgetting what no caller can use any more, so that memory is bounded by what lives.

use std::collections::BTreeSet;
use std::time::SystemTime;

use crate::pool::Pool;

/// Fewer entries than this are never looked through.
const FEW: usize = 64;

impl Pool {
    /// Sweeps before a map of this many entries gets one more, whenever their number has doubled: the
    /// cost of a call stays the same on average, and a map holds at most twice what lived at once.
    ///
    /// It depends on nothing but the state, so that a state that is taken up goes on alike.
    pub(in crate::pool) fn sweep_if_due(&mut self, entries: usize, now: SystemTime) {
        if entries >= FEW && entries.is_power_of_two() {
            self.sweep(now);
        }
    }

    /// Forgets codes and tokens that have expired. A used refresh token is remembered for as long as
    /// an id token lives (an assumption): its reuse after that is refused, but revokes nothing. An
    /// id token is remembered for as long as its session can be ended by it, also when it has expired.
    fn sweep(&mut self, now: SystemTime) {
        let lifetime = self.settings.id_token_lifetime;
        let accounts = &self.accounts;
        let grants = &mut self.oidc_grants;
        let revoked = &grants.revoked_families;
        grants.codes.retain(|_, code| code.expires_at > now);
        grants
            .access
            .retain(|_, (grant, expires_at)| *expires_at > now && !revoked.contains(&grant.family));
        grants.refresh.retain(|_, refresh| {
            let is_old = refresh.used_at.is_some_and(|used_at| {
                now.duration_since(used_at).is_ok_and(|age| age >= lifetime)
            });
            let is_owned = accounts.get(refresh.grant.slot).is_some_and(Option::is_some);
            !is_old && is_owned && !revoked.contains(&refresh.grant.family)
        });
        let refreshable: BTreeSet<u64> = grants
            .refresh
            .values()
            .filter(|refresh| refresh.used_at.is_none())
            .map(|refresh| refresh.grant.family)
            .collect();

        let id_tokens = &grants.id_tokens;
        let mut thinned = BTreeSet::new();
        self.sessions.retain(|digest, session| {
            let family = id_tokens.get(digest);
            let is_kept =
                session.expires_at > now || family.is_some_and(|f| refreshable.contains(f));
            if !is_kept {
                thinned.insert(session.slot);
            }
            is_kept
        });
        let sessions = &self.sessions;
        for slot in thinned {
            if let Some(account) = self.accounts.get_mut(slot).and_then(Option::as_mut) {
                account.sessions.retain(|digest| sessions.contains_key(digest));
            }
        }
        grants.id_tokens.retain(|digest, _| sessions.contains_key(digest));

        let used: BTreeSet<u64> = grants
            .codes
            .values()
            .map(|code| code.grant.family)
            .chain(grants.access.values().map(|(grant, _)| grant.family))
            .chain(grants.refresh.values().map(|refresh| refresh.grant.family))
            .chain(grants.id_tokens.values().copied())
            .collect();
        grants.revoked_families.retain(|family| used.contains(family));
    }
}
