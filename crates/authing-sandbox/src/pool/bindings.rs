//! What belongs to an account and can change: its phone, its address, its password.

use std::time::Duration;

use authing_types::{Email, ErrorCode, FirstLoginToken, Password};

use super::account::{PhoneKey, Slot};
use super::password::{PasswordHash, check_strength};
use super::sessions::Session;
use super::{Call, Pool};
use crate::answer::Failure;
use crate::keys::TokenDigest;

/// How long a first-login token lives (an assumption, protocol.md Q7).
pub(super) const FIRST_LOGIN_TOKEN_LIFETIME: Duration = Duration::from_secs(30 * 60);

impl Pool {
    /// The account of an address, whatever its case.
    pub(crate) fn find_email(&self, email: &Email) -> Option<Slot> {
        self.by_email.get(&email.to_canonical()).copied()
    }

    /// How many ways to sign in an account has: user name with password, address, phone, each
    /// external identity. What
    /// counts is an assumption (protocol.md 10, A19).
    pub(crate) fn login_methods(&self, slot: Slot) -> usize {
        let account = self.account(slot);
        let by_name = account.username.is_some() && account.password.is_some();
        let ways = [by_name, account.email.is_some(), account.phone.is_some()];
        ways.into_iter().filter(|is_there| *is_there).count() + account.identities.len()
    }

    /// Gives an account another phone, or none.
    pub(crate) fn set_phone(&mut self, slot: Slot, phone: Option<PhoneKey>, call: &Call) {
        let account = self.account_mut(slot);
        account.updated_at = call.now;
        let before = std::mem::replace(&mut account.phone, phone.clone());
        if let Some(before) = before {
            self.by_phone.remove(&before);
        }
        self.by_phone.extend(phone.map(|phone| (phone, slot)));
    }

    /// Gives an account another address, which a code has proved, or none.
    pub(crate) fn set_email(&mut self, slot: Slot, email: Option<&Email>, call: &Call) {
        let email = email.map(Email::to_canonical);
        let account = self.account_mut(slot);
        account.updated_at = call.now;
        account.email_verified = email.is_some();
        let before = std::mem::replace(&mut account.email, email.clone());
        if let Some(before) = before {
            self.by_email.remove(&before);
        }
        self.by_email.extend(email.map(|email| (email, slot)));
    }

    /// Whether an account's password is this one; `None` where it has no password.
    pub(crate) fn is_password(&self, slot: Slot, password: Option<&Password>) -> Option<bool> {
        let hash = self.account(slot).password.as_ref()?;
        Some(password.is_some_and(|password| hash.matches(password)))
    }

    /// Sets a new password, which must keep to the pool's rule (2029). Sessions stay (an
    /// assumption, protocol.md Q3), and no demand for a new password is left.
    pub(crate) fn set_password(
        &mut self,
        slot: Slot,
        password: &Password,
        call: &Call,
    ) -> Result<(), Failure> {
        check_strength(password, self.settings.password_strength)?;
        let hash = PasswordHash::new(password, self.random.salt());
        let account = self.account_mut(slot);
        account.password = Some(hash);
        account.updated_at = call.now;
        account.flags.first_login_reset = false;
        account.flags.forced_password_reset = false;
        account.flags.unsafe_password = false;
        Ok(())
    }

    /// Remembers the token of a sign-in that waits for a new password.
    pub(super) fn remember_first_login(&mut self, token: &str, slot: Slot, call: &Call) {
        let expires_at = call.now + FIRST_LOGIN_TOKEN_LIFETIME;
        self.sweep_if_due(self.first_logins.len(), call.now);
        self.first_logins.insert(TokenDigest::of(token), Session { slot, expires_at });
    }

    /// The account that a first-login token is for: 2207 for one that is wrong, used or expired
    /// (an assumption, protocol.md Q6).
    pub(crate) fn first_login(
        &self,
        token: &FirstLoginToken,
        call: &Call,
    ) -> Result<Slot, Failure> {
        let waiting = self.first_logins.get(&TokenDigest::of(token.expose_secret()));
        match waiting {
            Some(waiting)
                if call.now < waiting.expires_at && self.accounts[waiting.slot].is_some() =>
            {
                Ok(waiting.slot)
            }
            _ => Err(ErrorCode::LOGIN_INVALID.into()),
        }
    }

    /// Forgets the first-login tokens of an account whose new password is set: they work once.
    pub(crate) fn use_up_first_login(&mut self, slot: Slot) {
        self.first_logins.retain(|_, waiting| waiting.slot != slot);
    }
}
