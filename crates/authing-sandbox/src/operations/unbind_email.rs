use authing_api::operations::UnbindEmail;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};
use crate::settings::BindingCodes;

/// A22. 1320009 where no address is bound, 1320010 where it is the last way to sign in; the other
/// documented codes by `Settings::binding_codes` (D5).
impl Handle for UnbindEmail {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, token) = pool.authenticate(call)?;
        let (not_bound, last) = match pool.settings.binding_codes {
            BindingCodes::Live => (ErrorCode::EMAIL_NOT_BOUND, ErrorCode::LAST_LOGIN_METHOD),
            BindingCodes::Documented => (ErrorCode::NOT_BOUND, ErrorCode::LAST_LOGIN_METHOD),
            BindingCodes::Old => (ErrorCode::NO_EMAIL_BOUND, ErrorCode::LAST_LOGIN_METHOD_OLD),
        };
        if pool.account(slot).email.is_none() {
            return Err(not_bound.into());
        }
        if pool.login_methods(slot) == 1 {
            return Err(last.into());
        }
        pool.set_email(slot, None, call);
        Ok(pool.view(slot, Some(&token)))
    }
}
