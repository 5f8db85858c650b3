use authing_api::operations::BindPhone;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, PhoneKey, Pool, Recipient};

/// A18. A phone of another user is 1320004; one's own, and a second one in place of the first, are
/// let pass (assumptions, protocol.md 10).
impl Handle for BindPhone {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, token) = pool.authenticate(call)?;
        let phone = PhoneKey::new(self.phone_country_code.as_ref(), &self.phone)?;
        if pool.find_phone(&phone).is_some_and(|other| other != slot) {
            return Err(ErrorCode::ALREADY_BOUND_BY_OTHER.into());
        }
        let recipient = Recipient::Phone(phone.clone());
        pool.check_code(&recipient, &self.phone_code, call)?;
        pool.set_phone(slot, Some(phone), call);
        pool.use_up_code(&recipient);
        Ok(pool.view(slot, Some(&token)))
    }
}
