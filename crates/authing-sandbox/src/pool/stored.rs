//! What a pool that was read from a document must fulfil before it is used.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use authing_types::{AppId, UserPoolId};

use super::{Pool, Slot};
use crate::outbox::Outbox;
use crate::state::LAST;

/// Where a document contradicts itself, and what is wrong there.
pub(crate) type Contradiction = (String, &'static str);

impl Pool {
    /// Where the pool's random numbers began.
    pub(crate) fn seed(&self) -> u64 {
        self.random.seed()
    }

    /// The same pool with an outbox of its own, to be kept or to be given to another sandbox.
    pub(crate) fn with_outbox(&self, outbox: Outbox) -> Self {
        Self { outbox, ..self.clone() }
    }

    /// Rebuilds what is derived, and checks what the rules rely on.
    pub(crate) fn restore(&mut self) -> Result<(), Contradiction> {
        self.check_ids()?;
        self.check_settings()?;
        self.index_accounts()?;
        self.check_tokens()?;
        self.check_slots()
    }

    fn check_ids(&self) -> Result<(), Contradiction> {
        if UserPoolId::parse(self.user_pool_id.as_str()).is_err() {
            return Err(("userPoolId".to_owned(), "is malformed"));
        }
        if AppId::parse(self.app_id.as_str()).is_err() {
            return Err(("appId".to_owned(), "is malformed"));
        }
        Ok(())
    }

    fn check_settings(&self) -> Result<(), Contradiction> {
        if self.settings.check().is_err() {
            let path = match self.settings.fixed_code {
                Some(_) => "settings.fixedCode",
                None => "settings.verifyCodeLength",
            };
            return Err((path.to_owned(), "gives no verification code: 1 to 16 characters"));
        }
        for (key, duration) in self.settings.durations().into_iter().flatten() {
            if duration > LAST {
                return Err((format!("settings.{key}"), "is longer than 8030 years"));
            }
        }
        Ok(())
    }

    fn index_accounts(&mut self) -> Result<(), Contradiction> {
        let mut ids = HashSet::new();
        for (slot, account) in self.accounts.iter().enumerate() {
            let Some(account) = account else {
                continue;
            };
            let at = |key: &str| format!("accounts[{slot}].{key}");
            if !ids.insert(account.id.as_str()) {
                return Err((at("id"), TWICE));
            }
            if account.email.as_ref().is_some_and(|email| *email != email.to_lowercase()) {
                return Err((at("email"), "is not in lower case"));
            }
            index(&mut self.by_username, account.username.as_ref(), slot, || at("username"))?;
            index(&mut self.by_email, account.email.as_ref(), slot, || at("email"))?;
            index(&mut self.by_phone, account.phone.as_ref(), slot, || at("phone"))?;
            for (index_there, identity) in account.identities.iter().enumerate() {
                let path = || at(&format!("identities[{index_there}]"));
                index(&mut self.by_identity, Some(&identity.key()), slot, path)?;
            }
        }
        Ok(())
    }

    /// Each id token is listed with its account, once, and nowhere else.
    fn check_tokens(&self) -> Result<(), Contradiction> {
        let mut listed = 0;
        for (slot, account) in self.accounts.iter().enumerate() {
            let tokens = account.iter().flat_map(|account| &account.sessions);
            let mut seen = HashSet::new();
            for (position, digest) in tokens.enumerate() {
                let is_here = self.sessions.get(digest).is_some_and(|known| known.slot == slot);
                if !is_here || !seen.insert(digest) {
                    let path = format!("accounts[{slot}].sessions[{position}]");
                    return Err((path, "does not agree with $.pool.sessions"));
                }
                listed += 1;
            }
        }
        if listed != self.sessions.len() {
            return Err(("sessions".to_owned(), "holds more than the accounts list"));
        }
        Ok(())
    }

    /// Slots lead to accounts, where the rules rely on that.
    fn check_slots(&self) -> Result<(), Contradiction> {
        let is_live = |slot: Slot| self.accounts.get(slot).is_some_and(Option::is_some);
        if !self.first_logins.values().all(|waiting| waiting.slot < self.accounts.len()) {
            return Err(("firstLogins".to_owned(), NO_ACCOUNT));
        }
        if !self.pending_mfa.values().all(|pending| is_live(pending.slot)) {
            return Err(("pendingMfa".to_owned(), NO_ACCOUNT));
        }
        if !self.enrolments.keys().copied().all(is_live) {
            return Err(("enrolments".to_owned(), NO_ACCOUNT));
        }
        // Documents of before may hold the ticket of an account that was deleted since.
        if !self.qr_tickets.values().all(|ticket| ticket.slot < self.accounts.len()) {
            return Err(("qrTickets".to_owned(), NO_ACCOUNT));
        }
        if !self.qr_codes.values().filter_map(|code| code.scanned_by).all(is_live) {
            return Err(("qrCodes".to_owned(), NO_ACCOUNT));
        }
        Ok(())
    }
}

const TWICE: &str = "belongs to an account before it too: it must be unique";
const NO_ACCOUNT: &str = "names an account that does not exist";

fn index<K: Clone + Eq + Hash>(
    index: &mut HashMap<K, Slot>,
    key: Option<&K>,
    slot: Slot,
    path: impl Fn() -> String,
) -> Result<(), Contradiction> {
    let Some(key) = key else {
        return Ok(());
    };
    match index.insert(key.clone(), slot) {
        None => Ok(()),
        Some(_) => Err((path(), TWICE)),
    }
}
