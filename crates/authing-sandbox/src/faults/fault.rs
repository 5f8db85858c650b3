use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode};
use serde::{Deserialize, Serialize};

use authing_api::operations;
use authing_types::ErrorCode;

use super::recipient::is_to;

/// Which calls go wrong, and how. It begins with [`Fault::on`] or [`Fault::on_any`]; its JSON form
/// is that of `POST /_sandbox/faults`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Fault {
    /// The operation, by its name; `None` is any call but those of the control surface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Only calls that name this phone or e-mail address. `None` is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The first of these calls to strike, counted from 1.
    #[serde(default = "first")]
    pub from: u64,
    /// How many of them, from there on, are struck. `None` is all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// How probable it is that one of them is struck, 0 to 1, under the sandbox's seed.
    #[serde(default = "always")]
    pub probability: f64,
    /// What becomes of a call that is struck.
    pub effect: Effect,
}

/// What becomes of a call that a [`Fault`] strikes.
///
/// "In-process" is a sandbox that is called as a transport; "served" is one behind a
/// [`LoopbackServer`](crate::LoopbackServer). Time is that of the sandbox's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    deny_unknown_fields,
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum Effect {
    /// The call is answered with this HTTP status. The service does not act.
    Status {
        /// The status, 200 to 599.
        status: u16,
        /// The value of `Retry-After`, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_seconds: Option<u64>,
    },
    /// The call is refused with this service code, in the usual envelope with HTTP 200. The service
    /// does not act.
    Code {
        /// The code.
        code: ErrorCode,
        /// The value of `Retry-After`, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_seconds: Option<u64>,
    },
    /// The call waits so long before the service sees it, and is then carried out as any other.
    Delay {
        /// How long, in milliseconds.
        millis: u64,
    },
    /// The body of the reply comes in pieces. In-process, the whole reply comes when its last piece
    /// would.
    Drip {
        /// How many bytes come at a time.
        bytes: usize,
        /// How long the pause between two pieces is, in milliseconds.
        every_millis: u64,
    },
    /// The connection is closed without a reply, before the service acts. In-process this is
    /// [`Interrupted`](authing_transport::TransportErrorKind::Interrupted): who called cannot know.
    LoseConnectionBefore,
    /// The service acts, and the connection is closed without a reply; in-process `Interrupted`.
    LoseConnectionAfter,
    /// The service acts, and the connection is closed in the middle of the reply's body. In-process
    /// this is [`Body`](authing_transport::TransportErrorKind::Body).
    CutBody {
        /// How many bytes of the body come. Default: half of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bytes: Option<usize>,
    },
    /// The service acts, and its reply lacks its last byte, so that it is no JSON.
    InvalidJson,
    /// The service acts, and its reply says that it is of another type.
    ContentType {
        /// The value of `Content-Type`.
        value: String,
    },
    /// The reply is given twice: the next call that the fault is about gets it again, and the
    /// service does not see that call.
    DuplicateReply,
    /// The service sees the call twice, as where a proxy sends it again. The second reply comes.
    DuplicateRequest,
}

impl Fault {
    /// Calls of one operation, by its name: `login_by_account`.
    pub fn on(operation: impl Into<String>) -> FaultBuilder {
        FaultBuilder { operation: Some(operation.into()), ..FaultBuilder::default() }
    }

    /// Any call but those of the control surface, also one that is no operation.
    pub fn on_any() -> FaultBuilder {
        FaultBuilder::default()
    }

    /// The same, with a `Retry-After` of so many seconds on a [`Status`](Effect::Status) or
    /// [`Code`](Effect::Code); other effects have no place for one and stay as they are.
    #[must_use]
    pub fn retry_after_seconds(mut self, seconds: u64) -> Self {
        if let Effect::Status { retry_after_seconds, .. }
        | Effect::Code { retry_after_seconds, .. } = &mut self.effect
        {
            *retry_after_seconds = Some(seconds);
        }
        self
    }

    /// Whether a call is one of those that are counted.
    pub(super) fn is_about(&self, operation: Option<&str>, request: &Request<Bytes>) -> bool {
        self.operation.as_deref().is_none_or(|wanted| operation == Some(wanted))
            && self.recipient.as_deref().is_none_or(|recipient| is_to(recipient, request))
    }

    /// Whether the call of this number may be struck.
    pub(super) fn is_due(&self, call: u64) -> bool {
        let past = call.checked_sub(self.from);
        past.is_some_and(|past| self.count.is_none_or(|count| past < count))
    }

    pub(super) fn check(&self) -> Result<(), InvalidFault> {
        if let Some(name) = &self.operation {
            check_operation(name)?;
        }
        let wrong = |field, reason| Err(InvalidFault::Field { field, reason });
        if self.from == 0 {
            return wrong("from", "calls are counted from 1");
        }
        if self.count == Some(0) {
            return wrong("count", "a fault strikes at least once");
        }
        if !(0.0..=1.0).contains(&self.probability) {
            return wrong("probability", "it lies between 0 and 1");
        }
        match &self.effect {
            Effect::Status { status, .. }
                if !(200..600).contains(status) || StatusCode::from_u16(*status).is_err() =>
            {
                wrong("effect.status", "a final HTTP status lies between 200 and 599")
            }
            Effect::Drip { bytes: 0, .. } => wrong("effect.bytes", "a piece has at least one byte"),
            Effect::ContentType { value } if HeaderValue::from_str(value).is_err() => {
                wrong("effect.value", "it cannot stand in a header")
            }
            _ => Ok(()),
        }
    }
}

impl Effect {
    /// The name in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Code { .. } => "code",
            Self::Delay { .. } => "delay",
            Self::Drip { .. } => "drip",
            Self::LoseConnectionBefore => "loseConnectionBefore",
            Self::LoseConnectionAfter => "loseConnectionAfter",
            Self::CutBody { .. } => "cutBody",
            Self::InvalidJson => "invalidJson",
            Self::ContentType { .. } => "contentType",
            Self::DuplicateReply => "duplicateReply",
            Self::DuplicateRequest => "duplicateRequest",
        }
    }
}

/// Says which calls a [`Fault`] strikes: every one, unless told otherwise. An effect ends it.
#[derive(Clone, Debug)]
#[must_use = "an effect makes a fault of it"]
pub struct FaultBuilder {
    operation: Option<String>,
    recipient: Option<String>,
    from: u64,
    count: Option<u64>,
    probability: f64,
}

impl Default for FaultBuilder {
    fn default() -> Self {
        Self { operation: None, recipient: None, from: 1, count: None, probability: 1.0 }
    }
}

/// Which calls.
impl FaultBuilder {
    /// Only calls that name this phone or e-mail address.
    pub fn to(mut self, recipient: impl Into<String>) -> Self {
        self.recipient = Some(recipient.into());
        self
    }

    /// The call of this number alone, counted from 1.
    pub fn nth(self, number: u64) -> Self {
        self.from(number).times(1)
    }

    /// The call of this number, counted from 1, and those after it.
    pub fn from(mut self, number: u64) -> Self {
        self.from = number;
        self
    }

    /// So many calls.
    pub fn times(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// Each of the calls with this probability, 0 to 1.
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }
}

/// What becomes of them.
impl FaultBuilder {
    /// Any [`Effect`].
    pub fn effect(self, effect: Effect) -> Fault {
        let Self { operation, recipient, from, count, probability } = self;
        Fault { operation, recipient, from, count, probability, effect }
    }

    /// See [`Effect::Status`].
    pub fn status(self, status: u16) -> Fault {
        self.effect(Effect::Status { status, retry_after_seconds: None })
    }

    /// See [`Effect::Code`].
    pub fn code(self, code: ErrorCode) -> Fault {
        self.effect(Effect::Code { code, retry_after_seconds: None })
    }

    /// See [`Effect::Delay`].
    pub fn delay_millis(self, millis: u64) -> Fault {
        self.effect(Effect::Delay { millis })
    }

    /// See [`Effect::Drip`].
    pub fn drip(self, bytes: usize, every_millis: u64) -> Fault {
        self.effect(Effect::Drip { bytes, every_millis })
    }

    /// See [`Effect::LoseConnectionBefore`].
    pub fn lose_connection_before(self) -> Fault {
        self.effect(Effect::LoseConnectionBefore)
    }

    /// See [`Effect::LoseConnectionAfter`].
    pub fn lose_connection_after(self) -> Fault {
        self.effect(Effect::LoseConnectionAfter)
    }

    /// See [`Effect::CutBody`].
    pub fn cut_body(self) -> Fault {
        self.effect(Effect::CutBody { bytes: None })
    }

    /// See [`Effect::InvalidJson`].
    pub fn invalid_json(self) -> Fault {
        self.effect(Effect::InvalidJson)
    }

    /// See [`Effect::ContentType`].
    pub fn content_type(self, value: impl Into<String>) -> Fault {
        self.effect(Effect::ContentType { value: value.into() })
    }

    /// See [`Effect::DuplicateReply`].
    pub fn duplicate_reply(self) -> Fault {
        self.effect(Effect::DuplicateReply)
    }

    /// See [`Effect::DuplicateRequest`].
    pub fn duplicate_request(self) -> Fault {
        self.effect(Effect::DuplicateRequest)
    }
}

/// Why a fault cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidFault {
    /// There is no such operation.
    #[error("operation: there is no {name}; the nearest is {nearest}")]
    Operation {
        /// The name that was given.
        name: String,
        /// The name that is most like it.
        nearest: &'static str,
    },
    /// A field has a value that makes no sense.
    #[error("{field}: {reason}")]
    Field {
        /// The field, by its path in JSON.
        field: &'static str,
        /// What is wrong.
        reason: &'static str,
    },
}

fn check_operation(name: &str) -> Result<(), InvalidFault> {
    let names = || operations::ALL.iter().map(|info| info.name);
    if names().any(|known| known == name) {
        return Ok(());
    }
    let likeness = |known: &str| strsim::jaro_winkler(name, known);
    let nearest = names().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let nearest = nearest.unwrap_or_default();
    Err(InvalidFault::Operation { name: name.to_owned(), nearest })
}

const fn first() -> u64 {
    1
}

const fn always() -> f64 {
    1.0
}
