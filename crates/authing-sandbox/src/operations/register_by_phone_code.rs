use authing_api::operations::RegisterByPhoneCode;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, NewAccount, PhoneKey, Pool, Recipient};

/// A3. The code is looked at first, and used up only when the account was created.
impl Handle for RegisterByPhoneCode {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let phone = PhoneKey::new(self.phone_country_code.as_ref(), &self.phone)?;
        let recipient = Recipient::Phone(phone.clone());
        pool.check_code(&recipient, &self.code, call)?;
        let new = NewAccount::by_phone(phone.clone(), self.password);
        pool.check_sign_up(&new, call)?;
        let slot = pool.create(new, call);
        pool.use_up_code(&recipient);
        pool.sign_in_if(self.force_login, slot, call)
    }
}
