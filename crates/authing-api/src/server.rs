//! The other side: finding out which operation a request is, and reading its parameters.
//!
//! Used by the sandbox and by whatever else looks at requests. It reads leniently where
//! protocol.md says that clients differ.

mod private_key;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, Method, Request};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use authing_types::ErrorCode;

use crate::{Operation, OperationInfo, operations, request};

pub use private_key::PrivateKey;

/// The header that names the user pool.
pub const USER_POOL_ID: HeaderName = request::USER_POOL_ID;
/// The header that names the application.
pub const APP_ID: HeaderName = request::APP_ID;
/// The header that chooses the language of messages.
pub const LANG: HeaderName = request::LANG;

/// The operation of a request, by method and path. Where several share a path it is the first of
/// them: see [`operation_of_request`].
pub fn operation_of(method: &Method, path: &str) -> Option<&'static OperationInfo> {
    operations_at(method, path).next()
}

/// The operation of a request, by method and path, and by the form's `grant_type` where operations
/// share a path (protocol.md 8.3).
pub fn operation_of_request(request: &Request<Bytes>) -> Option<&'static OperationInfo> {
    let grant = || {
        let mut pairs = form_urlencoded::parse(request.body());
        pairs.find(|(key, _)| key == "grant_type").map(|(_, value)| value)
    };
    operations_at(request.method(), request.uri().path())
        .find(|info| info.grant.is_none_or(|wanted| grant().as_deref() == Some(wanted)))
}

fn operations_at<'a>(
    method: &'a Method,
    path: &'a str,
) -> impl Iterator<Item = &'static OperationInfo> + 'a {
    operations::ALL.iter().filter(move |info| is_call_of(info, method, path))
}

/// Whether method and path are those of an operation, at whichever of its paths.
pub fn is_call_of(info: &OperationInfo, method: &Method, path: &str) -> bool {
    info.method == *method && matching(info, path).is_some()
}

/// What stands in a request's path for one of the operation's placeholders, such as `app_id`.
pub fn path_parameter(info: &OperationInfo, path: &str, name: &str) -> Option<String> {
    let parameters = path_parameters(info.path, path)?;
    parameters.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// What stands in a path for the placeholders of a template such as `/users/{id}`, decoded, in the
/// template's order; `None` where the path does not match.
///
/// A placeholder is a whole segment, and what stands for it is never empty. What comes after a `?`
/// in the template does not count.
pub fn path_parameters<'t>(template: &'t str, path: &str) -> Option<Vec<(&'t str, String)>> {
    let template = template.split('?').next().unwrap_or_default();
    if !template.contains('{') {
        return (template == path).then(Vec::new);
    }
    let mut actual = path.split('/');
    let mut parameters = Vec::new();
    for expected in template.split('/') {
        let segment = actual.next()?;
        match expected.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) if !segment.is_empty() => {
                let value = percent_decode_str(segment).decode_utf8().ok()?;
                parameters.push((name, value.into_owned()));
            }
            None if expected == segment => {}
            _ => return None,
        }
    }
    actual.next().is_none().then_some(parameters)
}

/// Reads the parameters of a request, from its path, its query and its body.
///
/// `decrypt` turns an encrypted password into clear text, or gives `None` when it cannot.
///
/// # Errors
///
/// [`Refusal`] with the code that the service answers to such a request.
pub fn read<O: Operation + DeserializeOwned>(
    request: &Request<Bytes>,
    decrypt: impl Fn(&str) -> Option<Zeroizing<String>>,
) -> Result<O, Refusal> {
    read_as(&O::INFO, request, decrypt)
}

/// The same for parameters that are no [`Operation`], by a row of one's own.
///
/// # Errors
///
/// As [`read`].
pub fn read_as<T: DeserializeOwned>(
    info: &OperationInfo,
    request: &Request<Bytes>,
    decrypt: impl Fn(&str) -> Option<Zeroizing<String>>,
) -> Result<T, Refusal> {
    let mut parameters = body_parameters(request)?;
    let query = request.uri().query().unwrap_or_default();
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        parameters.insert(key.into_owned(), Value::String(value.into_owned()));
    }
    for (key, value) in matching(info, request.uri().path()).unwrap_or_default() {
        parameters.insert(key.to_owned(), Value::String(value));
    }
    for (alias, key) in info.aliases {
        if let Some(value) = parameters.remove(*alias) {
            parameters.entry(*key).or_insert(value);
        }
    }
    for key in info.encrypted {
        let Some(value) = parameters.get_mut(*key) else {
            continue;
        };
        match value.as_str().and_then(&decrypt) {
            Some(clear) => *value = Value::String(clear.as_str().to_owned()),
            None if info.accepts_clear => {}
            None => {
                return Err(Refusal {
                    kind: RefusalKind::Parameter,
                    code: ErrorCode::UNDECRYPTABLE_PASSWORD,
                    reason: format!("{key} cannot be decrypted"),
                });
            }
        }
    }
    serde_path_to_error::deserialize(Value::Object(parameters)).map_err(|error| {
        let path = error.path().to_string();
        let key = path.split(['.', '[']).next().unwrap_or_default();
        let reason = match key {
            "" => missing_field(error.inner()),
            key => format!("{key} is malformed"),
        };
        let code = info.refusal_of(key).or_else(|| absence(info, &reason));
        let code = code.unwrap_or(ErrorCode::BAD_REQUEST);
        Refusal { kind: RefusalKind::Parameter, code, reason }
    })
}

/// A request that is no well-formed call of its operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct Refusal {
    /// What is malformed.
    pub kind: RefusalKind,
    /// The code that the service answers.
    pub code: ErrorCode,
    /// What is wrong, without the value.
    pub reason: String,
}

/// What of a request is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefusalKind {
    /// The body is not a JSON object.
    Body,
    /// A parameter is missing or malformed.
    Parameter,
}

/// The body as an object, from JSON or a form. No body and the text `null` count as none
/// (protocol.md 1.5).
fn body_parameters(request: &Request<Bytes>) -> Result<Map<String, Value>, Refusal> {
    let malformed = |reason: &str| Refusal {
        kind: RefusalKind::Body,
        code: ErrorCode::BAD_REQUEST,
        reason: reason.to_owned(),
    };
    let body = request.body();
    if body.is_empty() {
        return Ok(Map::new());
    }
    let is_form = request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if is_form {
        let pairs = form_urlencoded::parse(body);
        return Ok(pairs.map(|(k, v)| (k.into_owned(), Value::String(v.into_owned()))).collect());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(parameters)) => Ok(parameters),
        Ok(Value::Null) => Ok(Map::new()),
        Ok(_) => Err(malformed("the body is not a JSON object")),
        Err(_) => Err(malformed("the body is not JSON")),
    }
}

/// What stands for the placeholders of whichever path of an operation matches.
fn matching(info: &OperationInfo, path: &str) -> Option<Vec<(&'static str, String)>> {
    std::iter::once(&info.path)
        .chain(info.also_at)
        .find_map(|template| path_parameters(template, path))
}

/// The code of a parameter that is missing, where there is one that says just that.
fn absence(info: &OperationInfo, reason: &str) -> Option<ErrorCode> {
    let key = reason.strip_prefix("missing field `")?.strip_suffix('`')?;
    let says_so = [ErrorCode::TOTP_MISSING, ErrorCode::RECOVERY_CODE_MISSING];
    info.refusal_of(key).filter(|code| says_so.contains(code))
}

/// Serde's words for a missing field, which name the field; any other error has no safe words.
fn missing_field(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if text.starts_with("missing field") { text } else { "the parameters are malformed".to_owned() }
}
