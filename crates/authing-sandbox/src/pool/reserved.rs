//! Identifiers that behave in a way of their own.

use authing_types::{ErrorCode, VerificationCode};

use super::{Account, NewAccount, Pool, Recipient};
use crate::answer::Failure;
use crate::reserved::Reserved;

impl Pool {
    fn reserved(&self, identifier: &str) -> Option<Reserved> {
        self.settings.reserved.get(identifier).copied()
    }

    /// Refuses a message to a number, or to an address in lower case.
    pub(super) fn check_recipient(&self, to: &str) -> Result<(), Failure> {
        match self.reserved(to) {
            Some(Reserved::SendingFails) => {
                let why = "a reserved recipient: nothing can be sent to it";
                Err(Failure::with_detail(ErrorCode::SERVER_ERROR, why))
            }
            Some(Reserved::QuotaUsedUp) => {
                let why = "a reserved recipient: its quota is used up";
                Err(Failure::with_detail(ErrorCode::MESSAGE_TOO_FREQUENT, why))
            }
            _ => Ok(()),
        }
    }

    /// What becomes of a recipient's codes, where that is fixed.
    pub(super) fn fate_of_codes(&self, recipient: &Recipient) -> Option<Reserved> {
        let to = match recipient {
            Recipient::Phone(phone) => &phone.number,
            Recipient::Email { address, .. } => address,
        };
        let fate = self.reserved(to);
        fate.filter(|fate| matches!(fate, Reserved::CodeWrong | Reserved::CodeExpired))
    }

    /// The code that messages to a number, or to an address in lower case, always carry.
    pub(super) fn code_of(&self, to: &str) -> Option<VerificationCode> {
        let code = self.settings.recipient_codes.get(to)?;
        Some(VerificationCode::parse(code.as_str()).expect("the builder checks the codes"))
    }

    /// Whether a sign-up meets somebody who has one of its names already.
    pub(super) fn is_reserved_as_taken(&self, new: &NewAccount) -> bool {
        let email = new.email.as_ref().map(authing_types::Email::to_canonical);
        let phone = new.phone.as_ref().map(|phone| phone.number.as_str());
        let names = [new.username.as_deref(), email.as_deref(), phone];
        names.into_iter().flatten().any(|name| self.reserved(name) == Some(Reserved::Taken))
    }

    /// Refuses the sign-in of an account one of whose names is held for ever.
    pub(super) fn check_names(&self, account: &Account) -> Result<(), Failure> {
        if self.settings.reserved.is_empty() {
            return Ok(());
        }
        let phone = account.phone.as_ref().map(|phone| phone.number.as_str());
        let names = [account.username.as_deref(), account.email.as_deref(), phone];
        for name in names.into_iter().flatten() {
            match self.reserved(name) {
                Some(Reserved::Locked) => return Err(ErrorCode::ACCOUNT_LOCKED.into()),
                Some(Reserved::CaptchaRequired) => return Err(ErrorCode::CAPTCHA_REQUIRED.into()),
                _ => {}
            }
        }
        Ok(())
    }
}
