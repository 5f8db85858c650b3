//! Comparing whole messages.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap};
use serde_json::Value;

use super::change::{Change, Finding, Side};
use super::structure::Structure;

/// Compares the structure of a reply with that of an earlier one. Headers that came are not told,
/// and where the code is another the rest of the body is not compared.
pub fn compare_replies(
    expected: &http::Response<Bytes>,
    actual: &http::Response<Bytes>,
) -> Vec<Finding> {
    let mut compare = Compare::new(Side::Reply);
    let (from, to) = (expected.status().as_u16(), actual.status().as_u16());
    if from != to {
        compare.tell("status", Change::StatusChanged { from, to });
    }
    compare.headers(expected.headers(), actual.headers());
    compare.bodies(
        Content::of(expected.headers(), expected.body()),
        Content::of(actual.headers(), actual.body()),
    );
    compare.found
}

/// Compares the structure of a request with that of an earlier one. Scheme and host do not matter.
pub fn compare_requests(
    expected: &http::Request<Bytes>,
    actual: &http::Request<Bytes>,
) -> Vec<Finding> {
    let mut compare = Compare::new(Side::Request);
    if expected.method() != actual.method() {
        let (from, to) = (expected.method().to_string(), actual.method().to_string());
        compare.tell("method", Change::MethodChanged { from, to });
    }
    let (from, to) = (expected.uri().path().to_owned(), actual.uri().path().to_owned());
    if from != to {
        compare.tell("path", Change::PathChanged { from, to });
    }
    let query = |request: &http::Request<Bytes>| {
        Structure::of(&form(request.uri().query().unwrap_or_default().as_bytes()))
    };
    query(expected).compare(&query(actual), Side::Request, "query", &mut compare.found);
    compare.headers(expected.headers(), actual.headers());
    compare.bodies(
        Content::of(expected.headers(), expected.body()),
        Content::of(actual.headers(), actual.body()),
    );
    compare.found
}

struct Compare {
    side: Side,
    found: Vec<Finding>,
}

impl Compare {
    fn new(side: Side) -> Self {
        Self { side, found: Vec::new() }
    }

    fn tell(&mut self, place: impl Into<String>, change: Change) {
        self.found.push(Finding::new(self.side, place, change));
    }

    fn headers(&mut self, expected: &HeaderMap, actual: &HeaderMap) {
        for name in expected.keys() {
            if !actual.contains_key(name) {
                self.tell(format!("header {name}"), Change::HeaderRemoved);
            }
        }
        if self.side == Side::Request {
            for name in actual.keys().filter(|name| !expected.contains_key(*name)) {
                self.tell(format!("header {name}"), Change::HeaderAdded);
            }
        }
        if let (Some(from), Some(to)) = (media_type(expected), media_type(actual))
            && from != to
        {
            let place = format!("header {CONTENT_TYPE}");
            self.tell(place, Change::ContentTypeChanged { from, to });
        }
    }

    fn bodies(&mut self, expected: Content, actual: Content) {
        if expected.form() != actual.form() {
            let (from, to) = (expected.form(), actual.form());
            return self.tell("body", Change::BodyChanged { from, to });
        }
        let (Content::Json(expected) | Content::Form(expected)) = expected else { return };
        let (Content::Json(actual) | Content::Form(actual)) = actual else { return };
        if self.side == Side::Reply && self.codes(&expected, &actual) {
            return;
        }
        let (expected, actual) = (Structure::of(&expected), Structure::of(&actual));
        expected.compare(&actual, self.side, "body", &mut self.found);
    }

    /// Whether the codes are others.
    fn codes(&mut self, expected: &Value, actual: &Value) -> bool {
        let before = self.found.len();
        for key in CODES {
            let (Some(from), Some(to)) = (expected.get(key), actual.get(key)) else { continue };
            // Another type is told as such.
            let is_code = |value: &Value| value.is_number() || value.is_string();
            if from != to && from.is_number() == to.is_number() && is_code(from) && is_code(to) {
                let (from, to) = (code(from), code(to));
                self.tell(format!("body.{key}"), Change::CodeChanged { from, to });
            }
        }
        self.found.len() > before
    }
}

/// Where the service says what came of a call (protocol.md 1.6), and where OIDC does (RFC 6749, 5.2).
const CODES: [&str; 4] = ["apiCode", "code", "statusCode", "error"];

fn code(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

enum Content {
    Nothing,
    Json(Value),
    Form(Value),
    Text,
}

impl Content {
    fn of(headers: &HeaderMap, body: &Bytes) -> Self {
        if body.is_empty() {
            return Self::Nothing;
        }
        if media_type(headers).as_deref() == Some("application/x-www-form-urlencoded") {
            return Self::Form(form(body));
        }
        serde_json::from_slice(body).map_or(Self::Text, Self::Json)
    }

    fn form(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Json(_) => "JSON",
            Self::Form(_) => "a form",
            Self::Text => "text",
        }
    }
}

/// A form as an object; a name that comes twice is one field.
fn form(body: &[u8]) -> Value {
    let pairs = form_urlencoded::parse(body);
    Value::Object(pairs.map(|(key, value)| (key.into_owned(), value.into())).collect())
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = value.split(';').next().unwrap_or_default();
    Some(essence.trim().to_ascii_lowercase())
}
