use authing_api::operations::LoginByPhoneCode;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, NewAccount, PhoneKey, Pool, Recipient};

/// A5. An unknown phone is 2004 (an assumption, Q16), or is registered where the call asks for it.
impl Handle for LoginByPhoneCode {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let phone = PhoneKey::new(self.phone_country_code.as_ref(), &self.phone)?;
        let recipient = Recipient::Phone(phone.clone());
        pool.check_code(&recipient, &self.code, call)?;
        let slot = match pool.find_phone(&phone) {
            Some(slot) => slot,
            None if self.auto_register == Some(true) => {
                let new = NewAccount::by_phone(phone.clone(), None);
                pool.check_sign_up(&new, call)?;
                pool.create(new, call)
            }
            None => return Err(ErrorCode::USER_NOT_FOUND.into()),
        };
        pool.use_up_code(&recipient);
        pool.sign_in(slot, call)
    }
}
