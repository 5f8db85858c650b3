use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use authing_api::server::LANG;
use authing_types::ErrorCode;

/// How an operation ends: data, or a code.
pub(crate) type Outcome = Result<Answer, Failure>;

/// The data of a success; `null` where there is none.
#[derive(Debug)]
pub(crate) struct Answer {
    data: Option<Box<RawValue>>,
    recovery_code: Option<String>,
}

impl Answer {
    /// A success without data.
    pub(crate) const NOTHING: Self = Self { data: None, recovery_code: None };

    pub(crate) fn of(data: &impl Serialize) -> Self {
        let data = to_raw_value(data).expect("replies have text keys");
        Self { data: Some(data), recovery_code: None }
    }

    /// The same with the new recovery code, which stands beside the data (protocol.md B11).
    pub(crate) fn with_recovery_code(mut self, code: String) -> Self {
        self.recovery_code = Some(code);
        self
    }

    /// The same object with more keys at its end.
    pub(crate) fn and<const N: usize>(self, keys: [(&str, Value); N]) -> Self {
        let object = self.data.as_deref().map_or("{}", RawValue::get);
        let mut text = object.strip_suffix('}').unwrap_or(object).to_owned();
        for (key, value) in keys {
            let separator = if text == "{" { "" } else { "," };
            text += &format!("{separator}\"{key}\":{value}");
        }
        let data = RawValue::from_string(text + "}").expect("an object with more keys is one");
        Self { data: Some(data), ..self }
    }
}

/// A refusal, or a further step of a sign-in.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: ErrorCode,
    data: Option<Value>,
    detail: Option<String>,
}

impl Failure {
    pub(crate) fn with_data(code: ErrorCode, data: Value) -> Self {
        Self { code, data: Some(data), detail: None }
    }

    pub(crate) fn with_detail(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { code, data: None, detail: Some(detail.into()) }
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Self { code, data: None, detail: None }
    }
}

/// The language of messages: Chinese where the request asks for it, else English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageLanguage {
    Chinese,
    English,
}

impl MessageLanguage {
    pub(crate) fn of<B>(request: &http::Request<B>) -> Self {
        let header = request.headers().get(LANG).map(HeaderValue::as_bytes);
        if header.is_some_and(|lang| lang.starts_with(b"zh")) {
            Self::Chinese
        } else {
            Self::English
        }
    }

    fn message(self, code: ErrorCode) -> &'static str {
        match (code.info(), self) {
            (Some(info), Self::Chinese) => info.meaning_zh,
            (Some(info), Self::English) => info.meaning,
            (None, _) => "",
        }
    }
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    code: ErrorCode,
    message: &'a str,
    data: T,
    #[serde(rename = "recoveryCode", skip_serializing_if = "Option::is_none")]
    recovery_code: Option<String>,
}

/// The reply to an operation whose data comes without an envelope, where it succeeds.
pub(crate) fn bare_reply(outcome: Outcome, language: MessageLanguage) -> Response<Bytes> {
    match outcome {
        Ok(Answer { data, .. }) => json(StatusCode::OK, &data),
        Err(_) => reply(outcome, language),
    }
}

/// The reply to a finished operation: HTTP 200 whatever the code (protocol.md 10).
pub(crate) fn reply(outcome: Outcome, language: MessageLanguage) -> Response<Bytes> {
    match outcome {
        Ok(Answer { data, recovery_code }) => {
            let (code, message) = (ErrorCode::OK, language.message(ErrorCode::OK));
            json(StatusCode::OK, &Envelope { code, message, data, recovery_code })
        }
        Err(Failure { code, data, detail }) => {
            let message = match detail {
                Some(detail) => format!("{}: {detail}", language.message(code)),
                None => language.message(code).to_owned(),
            };
            json(StatusCode::OK, &Envelope { code, message: &message, data, recovery_code: None })
        }
    }
}

/// A reply that is no outcome of an operation: its code is the HTTP status (protocol.md 10).
pub(crate) fn http_error(status: StatusCode, message: &str, data: Value) -> Response<Bytes> {
    let code = ErrorCode::new(status.as_u16().into());
    json(status, &Envelope { code, message, data, recovery_code: None })
}

pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    let body = serde_json::to_vec(body).expect("replies have text keys");
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
