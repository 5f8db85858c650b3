//! How an operation becomes a request (protocol.md 1.3-1.5).

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::{Auth, Base, Bearer, BuildError, Context, Operation};

/// The header that names the user pool.
pub(crate) const USER_POOL_ID: HeaderName = HeaderName::from_static("x-authing-userpool-id");
/// The header that names the application.
pub(crate) const APP_ID: HeaderName = HeaderName::from_static("x-authing-app-id");
const REQUEST_FROM: HeaderName = HeaderName::from_static("x-authing-request-from");
const SDK_VERSION: HeaderName = HeaderName::from_static("x-authing-sdk-version");
/// The header that chooses the language of messages.
pub(crate) const LANG: HeaderName = HeaderName::from_static("x-authing-lang");

pub(crate) fn build<O: Operation>(
    operation: &O,
    context: &Context,
    bearer: Option<Bearer<'_>>,
) -> Result<Request<Bytes>, BuildError> {
    let info = O::INFO;
    let authorization = authorization(info.auth, bearer)?;
    let is_oidc = info.base == Base::Oidc;
    let (query, body) = match info.method {
        Method::POST if is_oidc => (String::new(), form(operation, context)?),
        Method::POST => (String::new(), body(operation, context)?),
        _ => (query(operation)?, Bytes::new()),
    };

    let mut request = Request::new(body);
    *request.method_mut() = info.method;
    *request.uri_mut() = uri(operation, &query, context)?;
    let headers = request.headers_mut();
    headers.reserve(7);
    headers.insert(REQUEST_FROM, HeaderValue::from_static("sdk-rust"));
    headers.insert(LANG, HeaderValue::from_static(context.language().as_str()));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(if is_oidc { FORM } else { JSON }));
    if !is_oidc {
        headers.insert(USER_POOL_ID, context.user_pool_header.clone());
        headers.insert(APP_ID, context.app_header.clone());
        headers.insert(SDK_VERSION, HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
    }
    if let Some(authorization) = authorization {
        headers.insert(AUTHORIZATION, authorization);
    }
    Ok(request)
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

fn authorization(
    auth: Auth,
    bearer: Option<Bearer<'_>>,
) -> Result<Option<HeaderValue>, BuildError> {
    let bearer = match (auth, bearer) {
        (Auth::None, _) => return Ok(None),
        (Auth::User, Some(bearer @ (Bearer::Id(_) | Bearer::Access(_))))
        | (Auth::AccessToken, Some(bearer @ Bearer::Access(_)))
        | (Auth::Mfa, Some(bearer @ Bearer::Mfa(_))) => bearer,
        (auth, _) => return Err(auth.missing_token()),
    };
    let text = format!("Bearer {}", bearer.expose_secret());
    let mut value =
        HeaderValue::from_maybe_shared(Bytes::from(text)).expect("tokens are visible ASCII");
    value.set_sensitive(true);
    Ok(Some(value))
}

/// The parameters as a JSON object, the passwords encrypted. Without parameters `{}`
/// (protocol.md 1.5).
fn body<O: Operation>(operation: &O, context: &Context) -> Result<Bytes, BuildError> {
    let mut body = serde_json::to_vec(operation).map_err(BuildError::Parameters)?;
    for (key, password) in operation.passwords() {
        if operation.encrypts() {
            append_text(&mut body, key, &context.public_key.encrypt(password)?)?;
        } else {
            append_text(&mut body, key, password.expose_secret())?;
        }
    }
    Ok(body.into())
}

/// Adds a text to a JSON object. Its key needs no escaping.
fn append_text(object: &mut Vec<u8>, key: &str, text: &str) -> Result<(), BuildError> {
    // The object is open-ended text until its last brace.
    object.pop();
    if object.len() > 1 {
        object.push(b',');
    }
    object.push(b'"');
    object.extend_from_slice(key.as_bytes());
    object.extend_from_slice(b"\":");
    serde_json::to_writer(&mut *object, text).map_err(BuildError::Parameters)?;
    object.push(b'}');
    Ok(())
}

/// The parameters as a form, which every OIDC call begins with the client's id (protocol.md B15).
fn form<O: Operation>(operation: &O, context: &Context) -> Result<Bytes, BuildError> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", context.app_id.as_str());
    append_parameters(&mut form, operation)?;
    Ok(form.finish().into())
}

/// The parameters as a query, empty when there are none.
fn query<O: Operation>(operation: &O) -> Result<String, BuildError> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    append_parameters(&mut query, operation)?;
    Ok(query.finish())
}

fn append_parameters<O: Operation>(
    form: &mut form_urlencoded::Serializer<'_, String>,
    operation: &O,
) -> Result<(), BuildError> {
    let parameters = serde_json::to_value(operation).map_err(BuildError::Parameters)?;
    for (key, value) in parameters.as_object().into_iter().flatten() {
        match value {
            Value::String(text) => form.append_pair(key, text),
            other => form.append_pair(key, &other.to_string()),
        };
    }
    Ok(())
}

/// What is left as it is in a path segment (RFC 3986, unreserved characters).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Base URL, path with its placeholders filled in, query.
fn uri<O: Operation>(operation: &O, query: &str, context: &Context) -> Result<Uri, BuildError> {
    let mut path = Cow::Borrowed(operation.path());
    if path.contains('{') {
        let ids =
            [("app_id", context.app_id.as_str()), ("user_pool_id", context.user_pool_id.as_str())];
        for (name, value) in operation.path_parameters().into_iter().chain(ids) {
            let value = utf8_percent_encode(value, SEGMENT).to_string();
            path = Cow::Owned(path.replace(&format!("{{{name}}}"), &value));
        }
    }
    let prefix = context.base_url_of(operation.base());
    let mut text = String::with_capacity(prefix.len() + path.len() + query.len() + 1);
    text.push_str(prefix);
    text.push_str(&path);
    if !query.is_empty() {
        text.push(if path.contains('?') { '&' } else { '?' });
        text.push_str(query);
    }
    Uri::from_maybe_shared(Bytes::from(text)).map_err(BuildError::Url)
}
