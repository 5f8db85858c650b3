//! Binding an authenticator app: it is shown first, and bound when its code is right
//! (protocol.md C26-C28).

use authing_types::ErrorCode;

use super::totp::Authenticator;
use super::{Call, Pool, Slot};
use crate::answer::Failure;

impl Pool {
    /// The account of an MFA token or of an id token: both may bind (protocol.md 3.3). 2021 for one
    /// that is neither.
    pub(crate) fn enrolling(&self, call: &Call) -> Result<Slot, Failure> {
        let by_factor = self.second_factor_of(call);
        by_factor.or_else(|refused| self.authenticate(call).map(|(slot, _)| slot).or(Err(refused)))
    }

    /// A new app for an account, in place of one that was not confirmed. What the account has bound
    /// stays until then.
    pub(crate) fn begin_enrolment(&mut self, slot: Slot) -> &Authenticator {
        let app = self.new_authenticator();
        self.enrolments.entry(slot).insert_entry(app).into_mut()
    }

    /// Binds the app that was shown, by what it shows: 6001 where that is wrong, or no app was shown
    /// (an assumption). With an id token of the user's own and not for the application alone, each
    /// sign-in asks for it from then on (1635; an assumption).
    pub(crate) fn confirm_enrolment(
        &mut self,
        slot: Slot,
        code: &str,
        is_personal: bool,
        call: &Call,
    ) -> Result<(), Failure> {
        let shown = self.enrolments.get(&slot).filter(|app| app.accepts(code, call.now));
        let app = shown.cloned().ok_or(ErrorCode::WRONG_TOTP)?;
        self.enrolments.remove(&slot);
        let is_signed_in = self.authenticate(call).is_ok();
        let account = self.account_mut(slot);
        account.authenticator = Some(app);
        account.flags.personal_mfa |= is_personal && is_signed_in;
        Ok(())
    }

    /// Takes the app away, and the demand for it.
    pub(crate) fn remove_authenticator(&mut self, slot: Slot) {
        self.enrolments.remove(&slot);
        let account = self.account_mut(slot);
        account.authenticator = None;
        account.flags.personal_mfa = false;
    }

    /// What an account is called in an authenticator app.
    pub(crate) fn label(&self, slot: Slot) -> &str {
        let account = self.account(slot);
        let phone = account.phone.as_ref().map(|phone| &phone.number);
        account.username.as_ref().or(account.email.as_ref()).or(phone).unwrap_or(&account.id)
    }
}
