use authing_api::operations::ResetPasswordByPhoneCode;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, PhoneKey, Pool, Recipient};

/// A14. In this order: is there such a user, is the code right, then the password is set
/// (protocol.md 10). Sessions stay (Q3).
impl Handle for ResetPasswordByPhoneCode {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let phone = PhoneKey::new(self.phone_country_code.as_ref(), &self.phone)?;
        let slot = pool.find_phone(&phone).ok_or(ErrorCode::USER_NOT_FOUND)?;
        let recipient = Recipient::Phone(phone);
        pool.check_code(&recipient, &self.code, call)?;
        pool.set_password(slot, &self.new_password, call)?;
        pool.use_up_code(&recipient);
        Ok(Answer::NOTHING)
    }
}
