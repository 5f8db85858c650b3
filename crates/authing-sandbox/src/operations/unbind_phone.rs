use authing_api::operations::UnbindPhone;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// A19. 1320005 where no phone is bound, 1320010 where it is the last way to sign in (D6; the code
/// is an assumption, Q9).
impl Handle for UnbindPhone {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, token) = pool.authenticate(call)?;
        if pool.account(slot).phone.is_none() {
            return Err(ErrorCode::NOT_BOUND.into());
        }
        if pool.login_methods(slot) == 1 {
            return Err(ErrorCode::LAST_LOGIN_METHOD.into());
        }
        pool.set_phone(slot, None, call);
        Ok(pool.view(slot, Some(&token)))
    }
}
