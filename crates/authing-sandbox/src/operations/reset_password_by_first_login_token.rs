use authing_api::operations::ResetPasswordByFirstLoginToken;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool};

/// A33. The token works once and for 30 minutes (assumptions, Q6, Q7). Nobody is signed in by it
/// (D24).
impl Handle for ResetPasswordByFirstLoginToken {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let slot = pool.first_login(&self.token, call)?;
        pool.set_password(slot, &self.password, call)?;
        pool.use_up_first_login(slot);
        Ok(Answer::NOTHING)
    }
}
