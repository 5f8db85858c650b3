use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde::Serialize;
use serde_json::Value;

use authing_api::server::LANG;
use authing_types::ErrorCode;

/// How an operation ends: data, or a code.
pub(crate) type Outcome = Result<Answer, Failure>;

/// The data of a success; `null` where there is none.
#[derive(Debug)]
pub(crate) struct Answer {
    /// JSON.
    data: Option<Vec<u8>>,
    recovery_code: Option<String>,
}

/// What the buffer of an answer's data begins with, in bytes: room for a user with a token, the
/// commonest answer.
const USUAL_BYTES: usize = 2 * 1024;

impl Answer {
    /// A success without data.
    pub(crate) const NOTHING: Self = Self { data: None, recovery_code: None };

    pub(crate) fn of(data: &impl Serialize) -> Self {
        let mut json = Vec::with_capacity(USUAL_BYTES);
        serde_json::to_writer(&mut json, data).expect(TEXT_KEYS);
        Self { data: Some(json), recovery_code: None }
    }

    /// The same with the new recovery code, which stands beside the data (protocol.md B11).
    pub(crate) fn with_recovery_code(mut self, code: String) -> Self {
        self.recovery_code = Some(code);
        self
    }

    /// The same object with more keys at its end.
    pub(crate) fn and<const N: usize>(self, keys: [(&str, Value); N]) -> Self {
        let mut json = self.data.unwrap_or_else(|| b"{}".to_vec());
        for (key, value) in keys {
            json.pop();
            let separator = if json.ends_with(b"{") { "" } else { "," };
            json.extend_from_slice(format!("{separator}\"{key}\":{value}}}").as_bytes());
        }
        Self { data: Some(json), ..self }
    }

    /// The body of the reply, in a buffer that has just its length.
    fn in_envelope(self, language: MessageLanguage) -> Vec<u8> {
        let (code, message) = (ErrorCode::OK, language.message(ErrorCode::OK));
        let data = self.data.unwrap_or_else(null);
        let end = match self.recovery_code {
            Some(code) => format!(r#","recoveryCode":{}}}"#, Value::from(code)),
            None => "}".to_owned(),
        };
        let message = Value::from(message);
        let begin = format!(r#"{{"code":{},"message":{message},"data":"#, code.number());
        let mut body = begin.into_bytes();
        body.reserve_exact(data.len() + end.len());
        body.extend_from_slice(&data);
        body.extend_from_slice(end.as_bytes());
        body
    }
}

fn null() -> Vec<u8> {
    b"null".to_vec()
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
}

/// The reply to an operation whose data comes without an envelope, where it succeeds.
pub(crate) fn bare_reply(outcome: Outcome, language: MessageLanguage) -> Response<Bytes> {
    match outcome {
        Ok(Answer { data, .. }) => json_text(StatusCode::OK, data.unwrap_or_else(null)),
        Err(_) => reply(outcome, language),
    }
}

/// The reply to a finished operation: HTTP 200 whatever the code (protocol.md 10).
pub(crate) fn reply(outcome: Outcome, language: MessageLanguage) -> Response<Bytes> {
    match outcome {
        Ok(answer) => json_text(StatusCode::OK, answer.in_envelope(language)),
        Err(Failure { code, data, detail }) => {
            let message = match detail {
                Some(detail) => format!("{}: {detail}", language.message(code)),
                None => language.message(code).to_owned(),
            };
            json(StatusCode::OK, &Envelope { code, message: &message, data })
        }
    }
}

/// A reply that is no outcome of an operation: its code is the HTTP status (protocol.md 10).
pub(crate) fn http_error(status: StatusCode, message: &str, data: Value) -> Response<Bytes> {
    let code = ErrorCode::new(status.as_u16().into());
    json(status, &Envelope { code, message, data })
}

pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    json_text(status, serde_json::to_vec(body).expect(TEXT_KEYS))
}

fn json_text(status: StatusCode, body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

const TEXT_KEYS: &str = "replies have text keys";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(answer: Answer) -> String {
        String::from_utf8(reply(Ok(answer), MessageLanguage::English).body().to_vec()).unwrap()
    }

    #[test]
    fn a_success_is_an_envelope_around_the_data() {
        let message = json!(MessageLanguage::English.message(ErrorCode::OK));
        let begin = format!(r#"{{"code":200,"message":{message},"data":"#);
        assert_eq!(body(Answer::NOTHING), format!("{begin}null}}"));
        let data = Answer::of(&json!({"a": "\""}));
        assert_eq!(body(data), format!(r#"{begin}{{"a":"\""}}}}"#));
        let beside = Answer::of(&1).with_recovery_code("x\"y".to_owned());
        assert_eq!(body(beside), format!(r#"{begin}1,"recoveryCode":"x\"y"}}"#));
    }

    #[test]
    fn keys_are_added_at_the_end_of_an_object() {
        let keys = [("b", json!([1])), ("c", json!("}"))];
        let data = Answer::of(&json!({"a": {}})).and(keys.clone());
        assert!(body(data).ends_with(r#""data":{"a":{},"b":[1],"c":"}"}}"#));
        let data = Answer::of(&json!({})).and(keys);
        assert!(body(data).ends_with(r#""data":{"b":[1],"c":"}"}}"#));
    }
}
