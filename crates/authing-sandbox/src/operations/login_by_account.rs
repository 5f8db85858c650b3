use authing_api::operations::LoginByAccount;
use authing_types::{Email, ErrorCode};

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, NewAccount, Pool};

/// A4. An unknown account is refused like a wrong password, unless the pool tells them apart or
/// the call asks for the account to be created.
impl Handle for LoginByAccount {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let account = self.account.as_str();
        if let Some(slot) = pool.find(account) {
            pool.check_password(slot, &self.password, call)?;
            return pool.sign_in(slot, call);
        }
        if self.auto_register == Some(true) {
            let new = match Email::parse(account) {
                Ok(email) => NewAccount::by_email(email, self.password),
                Err(_) => NewAccount::by_username(account.to_owned(), self.password),
            };
            pool.check_sign_up(&new, call)?;
            let slot = pool.create(new, call);
            return pool.sign_in(slot, call);
        }
        let code = if pool.settings.tells_unknown_account {
            ErrorCode::USER_NOT_FOUND
        } else {
            ErrorCode::WRONG_ACCOUNT_OR_PASSWORD
        };
        pool.check_address(call)?;
        Err(pool.count_failure(None, code, call))
    }
}
