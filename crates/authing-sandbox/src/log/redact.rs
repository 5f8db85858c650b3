//! What of a request and a reply may be shown: what is on a list, and nothing else.

use serde_json::{Map, Value};

/// Whose body it is: a reply's `code` is a number from the catalogue, a request's is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Response,
}

pub(super) const REDACTED: &str = "[redacted]";

/// Parameters that are no secret.
const REQUEST_KEYS: &[&str] = &[
    "account",
    "autoRegister",
    "client_id",
    "connection",
    "email",
    "forceLogin",
    "generateToken",
    "grant_type",
    "limit",
    "namespace",
    "oldEmail",
    "oldPhone",
    "page",
    "phone",
    "phoneCountryCode",
    "resourceType",
    "response_type",
    "scene",
    "scope",
    "unreadBytes",
    "username",
];

/// Keys of replies that hold no secret.
const RESPONSE_KEYS: &[&str] = &[
    "apiCode",
    "createdAt",
    "dataType",
    "email",
    "error",
    "error_description",
    "expires_in",
    "id",
    "key",
    "lastLogin",
    "loginsCount",
    "message",
    "namespace",
    "phone",
    "phoneCountryCode",
    "remainCount",
    "scope",
    "signedUp",
    "status",
    "statusCode",
    "sub",
    "token_type",
    "tokenExpiredAt",
    "totalCount",
    "unreadBytes",
    "updatedAt",
    "userPoolId",
    "username",
];

/// How many characters, elements and levels are shown.
const MAX_TEXT: usize = 200;
const MAX_ITEMS: usize = 50;
const MAX_DEPTH: usize = 8;

/// A body with every value replaced that is not on the list of its side. Truth values and `null`
/// stay.
pub(super) fn value(value: &Value, side: Side) -> Value {
    redacted(value, None, side, 0)
}

fn redacted(value: &Value, key: Option<&str>, side: Side, depth: usize) -> Value {
    let is_listed = key.is_some_and(|key| match side {
        Side::Request => REQUEST_KEYS.contains(&key),
        // Only at the top is it a code of the catalogue, and then a number.
        Side::Response if key == "code" => depth == 1 && value.is_number(),
        Side::Response => RESPONSE_KEYS.contains(&key),
    });
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        _ if depth >= MAX_DEPTH => Value::from(REDACTED),
        Value::Object(object) => {
            let pairs = object.iter().take(MAX_ITEMS);
            let shown = pairs.map(|(key, value)| {
                (name(key).to_owned(), redacted(value, Some(key), side, depth + 1))
            });
            Value::Object(shown.collect::<Map<_, _>>())
        }
        Value::Array(items) => {
            let items = items.iter().take(MAX_ITEMS);
            items.map(|item| redacted(item, key, side, depth + 1)).collect()
        }
        Value::String(text) if is_listed => Value::from(cut(text)),
        Value::Number(_) if is_listed => value.clone(),
        Value::String(_) | Value::Number(_) => Value::from(REDACTED),
    }
}

/// A key is what its sender made it: only what looks like a word is shown.
fn name(key: &str) -> &str {
    if is_word(key) { key } else { REDACTED }
}

/// A path: that of an operation as it is, of any other only words.
pub(super) fn path(path: &str, is_known: bool) -> String {
    if is_known {
        return cut(path);
    }
    let shown = path.split('/').take(MAX_ITEMS).map(|segment| {
        if is_word(segment) || segment == "v2" || segment == "v3" { segment } else { REDACTED }
    });
    shown.collect::<Vec<_>>().join("/")
}

/// Letters, and what joins them.
fn is_word(text: &str) -> bool {
    text.len() <= 40
        && text.bytes().all(|byte| byte.is_ascii_alphabetic() || b"._-".contains(&byte))
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_code_at_the_top_of_a_reply_is_shown() {
        let body = json!({"code": 2001, "data": {"code": 1234, "token": 1, "id": "a", "x": [1]}});
        let redacted = json!({
            "code": 2001,
            "data": {"code": REDACTED, "token": REDACTED, "id": "a", "x": [REDACTED]},
        });
        assert_eq!(value(&body, Side::Response), redacted);
        assert_eq!(value(&json!({"code": "2001"}), Side::Response), json!({"code": REDACTED}));
        assert_eq!(value(&json!({"code": 2001}), Side::Request), json!({"code": REDACTED}));
    }

    #[test]
    fn what_is_nested_too_deep_is_not_shown() {
        let mut deep = json!({"id": "a"});
        for _ in 0..MAX_DEPTH {
            deep = json!({ "id": deep });
        }
        assert!(!value(&deep, Side::Response).to_string().contains("\"a\""));
    }
}
