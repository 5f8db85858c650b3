use authing_api::operations::UpdatePhone;
use authing_types::ErrorCode;

use super::Handle;
use crate::answer::{Failure, Outcome};
use crate::pool::{Call, PhoneKey, Pool, Recipient};

/// A20. The new phone is looked at first, then the old one, then the codes (an assumption). An old
/// phone that is given must be right, whether or not the pool asks for it (an assumption, too);
/// where it is asked for and missing the answer is 2231 (protocol.md 10).
impl Handle for UpdatePhone {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (slot, token) = pool.authenticate(call)?;
        let phone = PhoneKey::new(self.phone_country_code.as_ref(), &self.phone)?;
        match pool.find_phone(&phone) {
            Some(owner) if owner == slot => return Err(ErrorCode::SAME_PHONE.into()),
            Some(_) => return Err(ErrorCode::ALREADY_BOUND_BY_OTHER.into()),
            None => {}
        }
        let present = pool.account(slot).phone.clone();
        let recipient = Recipient::Phone(phone.clone());
        match self.old {
            Some(old) => {
                let old_phone = PhoneKey::new(old.country_code.as_ref(), &old.phone)?;
                if present.as_ref() != Some(&old_phone) {
                    return Err(ErrorCode::OLD_PHONE_MISMATCH.into());
                }
                let old_recipient = Recipient::Phone(old_phone);
                pool.check_code(&recipient, &self.phone_code, call)?;
                pool.check_code(&old_recipient, &old.code, call)?;
                pool.use_up_code(&old_recipient);
            }
            None if pool.settings.verifies_old_phone && present.is_some() => {
                let detail = "oldPhone and oldPhoneCode";
                return Err(Failure::with_detail(ErrorCode::MISSING_PARAMETERS, detail));
            }
            None => pool.check_code(&recipient, &self.phone_code, call)?,
        }
        pool.set_phone(slot, Some(phone), call);
        pool.use_up_code(&recipient);
        Ok(pool.view(slot, Some(&token)))
    }
}
