use bytes::Bytes;
use http::{Request, Uri};
use serde::Serialize;
use serde_json::{Map, Value, json};

use authing_api::server::{operation_of, operation_of_request};
use authing_types::Timestamp;

use super::redact::{self, Side};
use super::{Body, Kept};

/// One request, and what came of it, without secrets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LogEntry {
    /// Its number, counted from 1.
    pub number: u64,
    /// When it came, by the sandbox's clock.
    pub at: Timestamp,
    /// The method.
    pub method: String,
    /// The path. What looks like no word in it is redacted, unless it is that of an operation.
    pub path: String,
    /// The operation, by its name.
    pub operation: Option<&'static str>,
    /// The parameters of query and body.
    pub request: Value,
    /// The HTTP status of the reply, where there was one.
    pub status: Option<u16>,
    /// The service code of the reply, where there was one.
    pub code: Option<i64>,
    /// The reply's body.
    pub response: Value,
    /// The kind of the transport's error, where a fault made one.
    pub error: Option<&'static str>,
    /// The kind of the fault that decided on it.
    pub fault: Option<&'static str>,
    /// How long it took, in milliseconds of the sandbox's clock. `None` while it is not answered,
    /// and where its client went away before.
    pub duration_millis: Option<u64>,
}

impl LogEntry {
    pub(super) fn read(kept: &Kept) -> Self {
        let uri = kept.target.as_deref().and_then(|target| target.parse().ok());
        let path = uri.as_ref().map(Uri::path).unwrap_or_default();
        let operation = uri.as_ref().and_then(|uri| operation(kept, uri));
        let mut entry = Self {
            number: kept.number,
            at: Timestamp::from(kept.at),
            method: kept.method.to_string(),
            path: redact::path(path, operation.is_some()),
            operation,
            request: parameters(kept, uri.as_ref()),
            status: None,
            code: None,
            response: Value::Null,
            error: None,
            fault: None,
            duration_millis: None,
        };
        let Some(end) = &kept.end else {
            return entry;
        };
        entry.fault = end.fault;
        entry.duration_millis = Some(u64::try_from(end.took.as_millis()).unwrap_or(u64::MAX));
        match &end.outcome {
            Err(kind) => entry.error = Some(kind),
            Ok((status, body)) => {
                entry.status = Some(*status);
                let reply = value(body, false);
                entry.code = reply.get("code").and_then(Value::as_i64);
                entry.response = redact::value(&reply, Side::Response);
                // The message of a 404 repeats the path.
                if let (None, Some(message)) = (operation, entry.response.get_mut("message")) {
                    *message = Value::from(redact::REDACTED);
                }
            }
        }
        entry
    }
}

fn operation(kept: &Kept, uri: &Uri) -> Option<&'static str> {
    let info = match &kept.body {
        Body::Kept(body) => {
            let mut request = Request::new(body.clone());
            request.method_mut().clone_from(&kept.method);
            request.uri_mut().clone_from(uri);
            operation_of_request(&request)
        }
        Body::TooLong(_) => operation_of(&kept.method, uri.path()),
    };
    info.map(|info| info.name)
}

fn parameters(kept: &Kept, uri: Option<&Uri>) -> Value {
    let query = uri.and_then(Uri::query).unwrap_or_default();
    let query = form(query.as_bytes());
    let mut parameters = match value(&kept.body, kept.is_form) {
        Value::Object(body) => body,
        Value::Null => Map::new(),
        other => Map::from_iter([("body".to_owned(), other)]),
    };
    parameters.extend(query);
    redact::value(&Value::Object(parameters), Side::Request)
}

/// A body as JSON; one that is none is told by its length.
fn value(body: &Body, is_form: bool) -> Value {
    match body {
        Body::Kept(body) if body.is_empty() => Value::Null,
        Body::Kept(body) if is_form => Value::Object(form(body)),
        Body::Kept(body) => match serde_json::from_slice(body) {
            Ok(value) => value,
            Err(_) => length(body),
        },
        Body::TooLong(length) => json!({ "unreadBytes": length }),
    }
}

fn length(body: &Bytes) -> Value {
    json!({ "unreadBytes": body.len() })
}

fn form(text: &[u8]) -> Map<String, Value> {
    let pairs = form_urlencoded::parse(text);
    pairs.map(|(key, value)| (key.into_owned(), Value::String(value.into_owned()))).collect()
}
