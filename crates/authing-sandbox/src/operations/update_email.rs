use authing_api::operations::UpdateEmail;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool, Recipient, SceneGroup};

/// A23. As A20; where the old address is asked for and missing the answer is 2227.
impl Handle for UpdateEmail {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, token) = pool.authenticate(call)?;
        match pool.find_email(&self.email) {
            Some(owner) if owner == slot => return Err(ErrorCode::SAME_EMAIL.into()),
            Some(_) => return Err(ErrorCode::ALREADY_BOUND_BY_OTHER.into()),
            None => {}
        }
        let present = pool.account(slot).email.clone();
        let recipient = Recipient::email(&self.email, SceneGroup::ChangeEmail);
        match self.old {
            Some(old) => {
                if present != Some(old.email.to_canonical()) {
                    return Err(ErrorCode::OLD_EMAIL_MISMATCH.into());
                }
                let old_recipient = Recipient::email(&old.email, SceneGroup::ChangeEmail);
                pool.check_code(&recipient, &self.email_code, call)?;
                pool.check_code(&old_recipient, &old.code, call)?;
                pool.use_up_code(&old_recipient);
            }
            None if pool.settings.verifies_old_email && present.is_some() => {
                return Err(ErrorCode::MUST_VERIFY_OLD_EMAIL.into());
            }
            None => pool.check_code(&recipient, &self.email_code, call)?,
        }
        pool.set_email(slot, Some(&self.email), call);
        pool.use_up_code(&recipient);
        Ok(pool.view(slot, Some(&token)))
    }
}
