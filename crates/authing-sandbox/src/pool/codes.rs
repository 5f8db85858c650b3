use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use authing_types::{Email, ErrorCode, Timestamp, VerificationCode};

use super::{Call, PhoneKey, Pool};
use crate::answer::Failure;
use crate::outbox::{Channel, Message, exposed};
use crate::reserved::Reserved;

/// Where a code was sent, and what it is good for. A code serves only the same recipient.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) enum Recipient {
    /// By SMS: one code serves any SMS operation (protocol.md A10).
    Phone(PhoneKey),
    /// By e-mail: a code serves the scenes of its group (protocol.md 10).
    Email {
        /// The address in lower case.
        address: String,
        /// What the code is good for.
        group: SceneGroup,
    },
}

impl Recipient {
    /// Who is sent a code for this group of scenes by e-mail.
    pub(crate) fn email(email: &Email, group: SceneGroup) -> Self {
        Self::Email { address: email.to_canonical(), group }
    }
}

/// Scenes of an e-mail whose codes serve one another (protocol.md 10, an assumption).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SceneGroup {
    ResetPassword,
    ChangeEmail,
    Mfa,
    SignIn,
    /// Mails whose code no operation takes.
    Link,
}

impl SceneGroup {
    /// The groups of a scene, as the service's clients name it; `VERIFY_CODE` is in two
    /// (protocol.md A11). None for an unknown scene.
    pub(crate) fn of(scene: &str) -> &'static [Self] {
        match scene {
            "RESET_PASSWORD" | "RESET_PASSWORD_VERIFY_CODE" => &[Self::ResetPassword],
            "CHANGE_EMAIL" | "EMAIL_BIND_VERIFY_CODE" | "EMAIL_UNBIND_VERIFY_CODE" => {
                &[Self::ChangeEmail]
            }
            "MFA_VERIFY" | "MFA_VERIFY_CODE" => &[Self::Mfa],
            "VERIFY_CODE" => &[Self::ChangeEmail, Self::SignIn],
            "REGISTER_VERIFY_CODE" | "LOGIN_VERIFY_CODE" | "INFORMATION_COMPLETION_VERIFY_CODE" => {
                &[Self::SignIn]
            }
            "VERIFY_EMAIL" | "FIRST_EMAIL_LOGIN_VERIFY" | "CONSOLE_CONDUCTED_VERIFY" => {
                &[Self::Link]
            }
            _ => &[],
        }
    }
}

/// A code that was sent. It works once.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct SentCode {
    #[serde(serialize_with = "exposed")]
    code: VerificationCode,
    sent_at: SystemTime,
    wrong_tries: u32,
}

impl Pool {
    /// Sends a new code by SMS, which replaces an older one. 2080 when the last message to this
    /// number is too young.
    pub(crate) fn send_sms(&mut self, phone: PhoneKey, call: &Call) -> Result<(), Failure> {
        self.check_recipient(&phone.number)?;
        let recipient = Recipient::Phone(phone.clone());
        let interval = self.settings.send_interval;
        if let Some(last) = self.codes.get(&recipient)
            && call.now.duration_since(last.sent_at).is_ok_and(|age| age < interval)
        {
            return Err(ErrorCode::MESSAGE_TOO_FREQUENT.into());
        }
        let sent = self.sms_sent.entry(phone.clone()).or_default();
        if self.settings.sms_quota.is_some_and(|quota| *sent >= quota) {
            let why = "the quota of this number is used up";
            return Err(Failure::with_detail(ErrorCode::MESSAGE_TOO_FREQUENT, why));
        }
        *sent = sent.saturating_add(1);
        let code = self.new_code(&phone.number);
        self.outbox.push(Message {
            channel: Channel::Sms,
            to: phone.number,
            phone_country_code: Some(phone.country_code),
            scene: None,
            code: code.clone(),
            sent_at: Timestamp::from(call.now),
        });
        self.remember_code(recipient, code, call);
        Ok(())
    }

    /// Sends a new code by e-mail, which replaces an older one of the same groups. 2080 when the
    /// last mail to this address for the same scene is too young: the limit is by scene
    /// (protocol.md A11).
    pub(crate) fn send_email(
        &mut self,
        address: String,
        scene: &str,
        call: &Call,
    ) -> Result<(), Failure> {
        let groups = SceneGroup::of(scene);
        if groups.is_empty() {
            return Err(Failure::with_detail(ErrorCode::BAD_REQUEST, "unknown scene"));
        }
        self.check_recipient(&address)?;
        let interval = self.settings.send_interval;
        let last = self.mails.insert((address.clone(), scene.to_owned()), call.now);
        if let Some(last) = last
            && call.now.duration_since(last).is_ok_and(|age| age < interval)
        {
            self.mails.insert((address, scene.to_owned()), last);
            return Err(ErrorCode::MESSAGE_TOO_FREQUENT.into());
        }
        let code = self.new_code(&address);
        self.outbox.push(Message {
            channel: Channel::Email,
            to: address.clone(),
            phone_country_code: None,
            scene: Some(scene.to_owned()),
            code: code.clone(),
            sent_at: Timestamp::from(call.now),
        });
        for group in groups {
            let recipient = Recipient::Email { address: address.clone(), group: *group };
            self.remember_code(recipient, code.clone(), call);
        }
        Ok(())
    }

    /// Checks a code without using it up: 2001 wrong or none, 2300 expired. After too many wrong
    /// tries the code is dead.
    pub(crate) fn check_code(
        &mut self,
        recipient: &Recipient,
        code: &VerificationCode,
        call: &Call,
    ) -> Result<(), Failure> {
        let lifetime = self.code_lifetime(recipient);
        let attempts = self.settings.verify_code_attempts;
        let fate = self.fate_of_codes(recipient);
        let Some(sent) = self.codes.get_mut(recipient) else {
            return Err(ErrorCode::WRONG_VERIFICATION_CODE.into());
        };
        if fate == Some(Reserved::CodeWrong)
            || sent.wrong_tries >= attempts
            || sent.code.expose_secret() != code.expose_secret()
        {
            sent.wrong_tries = sent.wrong_tries.saturating_add(1);
            return Err(ErrorCode::WRONG_VERIFICATION_CODE.into());
        }
        if fate == Some(Reserved::CodeExpired)
            || call.now.duration_since(sent.sent_at).is_ok_and(|age| age >= lifetime)
        {
            return Err(ErrorCode::VERIFICATION_CODE_EXPIRED.into());
        }
        Ok(())
    }

    /// Uses a code up, after the operation that it served has succeeded. That it was sent is still
    /// remembered for [`send_interval`](crate::Settings::send_interval).
    pub(crate) fn use_up_code(&mut self, recipient: &Recipient) {
        if let Some(sent) = self.codes.get_mut(recipient) {
            sent.wrong_tries = u32::MAX;
        }
    }

    fn new_code(&mut self, to: &str) -> VerificationCode {
        if let Some(code) = self.code_of(to) {
            return code;
        }
        let text = match &self.settings.fixed_code {
            Some(code) => code.clone(),
            None => self.random.digits(self.settings.verify_code_length),
        };
        VerificationCode::parse(text).expect("the builder checks the length")
    }

    fn remember_code(&mut self, recipient: Recipient, code: VerificationCode, call: &Call) {
        self.codes.insert(recipient, SentCode { code, sent_at: call.now, wrong_tries: 0 });
    }

    fn code_lifetime(&self, recipient: &Recipient) -> Duration {
        match recipient {
            Recipient::Phone(_) => self.settings.sms_code_lifetime,
            Recipient::Email { .. } => self.settings.email_code_lifetime,
        }
    }
}
