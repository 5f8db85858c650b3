use authing_api::operations::ResetPasswordByEmailCode;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool, Recipient, SceneGroup};

/// A15. As A14; the code must be one for the scene `RESET_PASSWORD`, and proves the address (an
/// assumption, Q31).
impl Handle for ResetPasswordByEmailCode {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let slot = pool.find_email(&self.email).ok_or(ErrorCode::USER_NOT_FOUND)?;
        let recipient = Recipient::email(&self.email, SceneGroup::ResetPassword);
        pool.check_code(&recipient, &self.code, call)?;
        pool.set_password(slot, &self.new_password, call)?;
        pool.account_mut(slot).email_verified = true;
        pool.use_up_code(&recipient);
        Ok(Answer::NOTHING)
    }
}
