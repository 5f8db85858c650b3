mod wait;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use authing_types::{Timestamp, VerificationCode};

/// What a sandbox has "sent". Clones are handles on the same outbox.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    messages: Arc<Mutex<Vec<Message>>>,
    waits: Arc<wait::Waits>,
}

/// One message that was "sent".
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Message {
    /// How it was sent.
    pub channel: Channel,
    /// The recipient: the number without its calling code, or the address.
    pub to: String,
    /// The calling code of a number.
    #[serde(rename = "phoneCountryCode", skip_serializing_if = "Option::is_none")]
    pub phone_country_code: Option<String>,
    /// The scene of a mail, as it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scene: Option<String>,
    /// The verification code in it.
    #[serde(serialize_with = "exposed")]
    pub code: VerificationCode,
    /// When, by the sandbox's clock.
    #[serde(rename = "sentAt")]
    pub sent_at: Timestamp,
}

/// How a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Channel {
    /// By SMS.
    Sms,
    /// By e-mail.
    Email,
}

impl Outbox {
    /// All messages, the oldest first.
    pub fn messages(&self) -> Vec<Message> {
        self.lock().clone()
    }

    /// How many messages there are.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// The messages to a recipient, the oldest first: a number without its calling code, or an
    /// address.
    pub fn messages_to(&self, to: &str) -> Vec<Message> {
        self.lock().iter().filter(|message| message.is_to(to)).cloned().collect()
    }

    /// How many messages there are to a recipient.
    pub fn count_to(&self, to: &str) -> usize {
        self.lock().iter().filter(|message| message.is_to(to)).count()
    }

    /// The newest message to a recipient: a number without its calling code, or an address.
    pub fn last(&self, to: &str) -> Option<Message> {
        self.lock().iter().rev().find(|message| message.is_to(to)).cloned()
    }

    /// The code of the newest message to a recipient.
    pub fn last_code(&self, to: &str) -> Option<VerificationCode> {
        self.last(to).map(|message| message.code)
    }

    pub(crate) fn push(&self, message: Message) {
        self.lock().push(message);
        self.waits.wake();
    }

    /// Takes the place of what was "sent" so far.
    pub(crate) fn replace(&self, messages: Vec<Message>) {
        *self.lock() = messages;
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
        self.waits.forget();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Message>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Message {
    /// Addresses are compared in any case.
    fn is_to(&self, to: &str) -> bool {
        self.to.eq_ignore_ascii_case(to)
    }
}

/// An outbox is there to be read: the code is written in clear.
pub(crate) fn exposed<S: serde::Serializer>(
    code: &VerificationCode,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.expose_secret())
}
