use authing_api::operations::BindEmail;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool, Recipient, SceneGroup};
use crate::settings::BindingCodes;

/// A21. As A18; the code must be one for the scene `CHANGE_EMAIL`, and proves the address.
impl Handle for BindEmail {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, token) = pool.authenticate(call)?;
        if pool.find_email(&self.email).is_some_and(|other| other != slot) {
            return Err(match pool.settings.binding_codes {
                BindingCodes::Old => ErrorCode::EMAIL_TAKEN.into(),
                _ => ErrorCode::ALREADY_BOUND_BY_OTHER.into(),
            });
        }
        let recipient = Recipient::email(&self.email, SceneGroup::ChangeEmail);
        pool.check_code(&recipient, &self.email_code, call)?;
        pool.set_email(slot, Some(&self.email), call);
        pool.use_up_code(&recipient);
        Ok(pool.view(slot, Some(&token)))
    }
}
