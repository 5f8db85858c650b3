//! A secret that can be recognised wherever it is printed.

use std::error::Error;
use std::fmt::Write as _;

use serde_json::Value;

/// What stands in the seeds in place of every secret. No error may print it, unless the input has
/// it where no secret is: fuzzing moves it about.
pub const CANARY: &str = "canary0123456789";

/// All that can be printed of an error: message, chain and `Debug`.
pub(crate) fn printed(error: &dyn Error) -> String {
    let mut text = format!("{error:?} {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        // Writing to a `String` does not fail.
        let _ = write!(text, " {cause} {cause:?}");
        source = cause.source();
    }
    text
}

/// Fails if an error shows the canary.
#[track_caller]
pub(crate) fn assert_hidden(error: &dyn Error) {
    let text = printed(error);
    assert!(!text.contains(CANARY), "a secret is printed: {text}");
}

/// Whether the canary only stands where a secret may: as the value, or in it, of a key for which
/// `is_secret` holds.
pub(crate) fn is_only_in(value: &Value, is_secret: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => !text.contains(CANARY),
        Value::Array(items) => items.iter().all(|item| is_only_in(item, is_secret)),
        Value::Object(fields) => fields.iter().all(|(key, value)| {
            !key.contains(CANARY)
                && (is_secret(key) && !has_canary_key(value) || is_only_in(value, is_secret))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Whether a name anywhere in it holds the canary: places are named in errors, values are not.
fn has_canary_key(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_canary_key),
        Value::Object(fields) => {
            fields.iter().any(|(key, value)| key.contains(CANARY) || has_canary_key(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CANARY, is_only_in};

    #[test]
    fn only_values_of_secret_keys_may_hold_a_secret() {
        let is_secret = |key: &str| key == "token";
        let good = json!({"data": [{"token": CANARY}, {"token": [CANARY]}], "other": "x"});
        assert!(is_only_in(&good, &is_secret));
        for bad in [json!({"x": CANARY}), json!(CANARY), json!({"token": {CANARY: 1}})] {
            assert!(!is_only_in(&bad, &is_secret), "{bad}");
        }
    }
}
