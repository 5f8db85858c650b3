use bytes::Bytes;
use http::Request;
use serde_json::Value;

/// The parameters that name a phone or an e-mail address.
const KEYS: [&str; 5] = ["phone", "email", "account", "oldPhone", "oldEmail"];

/// Whether a request names this phone or address, in its query or in its body.
pub(super) fn is_to(recipient: &str, request: &Request<Bytes>) -> bool {
    let names = |key: &str, value: &str| {
        KEYS.contains(&key) && value.trim().eq_ignore_ascii_case(recipient.trim())
    };
    let query = request.uri().query().unwrap_or_default();
    if form_urlencoded::parse(query.as_bytes()).any(|(key, value)| names(&key, &value)) {
        return true;
    }
    match serde_json::from_slice(request.body()) {
        Ok(Value::Object(body)) => {
            body.iter().any(|(key, value)| value.as_str().is_some_and(|value| names(key, value)))
        }
        Ok(_) => false,
        Err(_) => form_urlencoded::parse(request.body()).any(|(key, value)| names(&key, &value)),
    }
}
