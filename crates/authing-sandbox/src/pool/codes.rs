use std::time::SystemTime;

use authing_types::{ErrorCode, Timestamp, VerificationCode};

use super::{Call, PhoneKey, Pool};
use crate::answer::Failure;
use crate::outbox::{Channel, Message};

/// A code that was sent by SMS. It serves any SMS operation, once (protocol.md A10, 10).
#[derive(Clone, Debug)]
pub(crate) struct SentCode {
    code: VerificationCode,
    sent_at: SystemTime,
    wrong_tries: u32,
}

impl Pool {
    /// Sends a new code, which replaces an older one. 2080 when the last message to this number is
    /// too young.
    pub(crate) fn send_sms(&mut self, phone: PhoneKey, call: &Call) -> Result<(), Failure> {
        let interval = self.settings.send_interval;
        if let Some(last) = self.sms_codes.get(&phone)
            && call
                .now
                .duration_since(last.sent_at)
                .is_ok_and(|age| age < interval)
        {
            return Err(ErrorCode::MESSAGE_TOO_FREQUENT.into());
        }
        let text = match &self.settings.fixed_code {
            Some(code) => code.clone(),
            None => self.random.digits(self.settings.verify_code_length),
        };
        let code = VerificationCode::parse(text).expect("the builder checks the length");
        self.outbox.push(Message {
            channel: Channel::Sms,
            to: phone.number.clone(),
            phone_country_code: Some(phone.country_code.clone()),
            code: code.clone(),
            sent_at: Timestamp::from(call.now),
        });
        let sent = SentCode {
            code,
            sent_at: call.now,
            wrong_tries: 0,
        };
        self.sms_codes.insert(phone, sent);
        Ok(())
    }

    /// Checks a code without using it up: 2001 wrong or none, 2300 expired. After too many wrong
    /// tries the code is dead.
    pub(crate) fn check_sms_code(
        &mut self,
        phone: &PhoneKey,
        code: &VerificationCode,
        call: &Call,
    ) -> Result<(), Failure> {
        let (lifetime, attempts) = (
            self.settings.sms_code_lifetime,
            self.settings.verify_code_attempts,
        );
        let Some(sent) = self.sms_codes.get_mut(phone) else {
            return Err(ErrorCode::WRONG_VERIFICATION_CODE.into());
        };
        if sent.wrong_tries >= attempts || sent.code.expose_secret() != code.expose_secret() {
            sent.wrong_tries = sent.wrong_tries.saturating_add(1);
            return Err(ErrorCode::WRONG_VERIFICATION_CODE.into());
        }
        if call
            .now
            .duration_since(sent.sent_at)
            .is_ok_and(|age| age >= lifetime)
        {
            return Err(ErrorCode::VERIFICATION_CODE_EXPIRED.into());
        }
        Ok(())
    }

    /// Uses a code up, after the operation that it served has succeeded. What was sent is still
    /// remembered for [`send_interval`](crate::Settings::send_interval).
    pub(crate) fn use_up_sms_code(&mut self, phone: &PhoneKey) {
        if let Some(sent) = self.sms_codes.get_mut(phone) {
            sent.wrong_tries = u32::MAX;
        }
    }
}
