use authing_api::operations::UpdatePassword;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// A17. Whoever has a password must give it: 1320011 for a wrong one, and for none (an assumption,
/// protocol.md 10). Whoever has none need not, and what is given then is not looked at.
impl Handle for UpdatePassword {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, token) = pool.authenticate(call)?;
        if pool.is_password(slot, self.old_password.as_ref()) == Some(false) {
            return Err(ErrorCode::WRONG_OLD_PASSWORD.into());
        }
        pool.set_password(slot, &self.new_password, call)?;
        Ok(pool.view(slot, Some(&token)))
    }
}
