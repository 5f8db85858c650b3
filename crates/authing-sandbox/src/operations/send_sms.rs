use authing_api::operations::SendSms;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, PhoneKey, Pool};

/// A10. The message goes to the outbox.
impl Handle for SendSms {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let phone = PhoneKey::new(self.phone_country_code.as_ref(), &self.phone)?;
        pool.send_sms(phone, call)?;
        Ok(Answer::NOTHING)
    }
}
