//! How an operation becomes a request (protocol.md 1.3-1.5).

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use serde_json::{Map, Value};

use crate::{Auth, Bearer, BuildError, Context, Operation};

/// The header that names the user pool.
pub const USER_POOL_ID: HeaderName = HeaderName::from_static("x-authing-userpool-id");
/// The header that names the application.
pub const APP_ID: HeaderName = HeaderName::from_static("x-authing-app-id");
const REQUEST_FROM: HeaderName = HeaderName::from_static("x-authing-request-from");
const SDK_VERSION: HeaderName = HeaderName::from_static("x-authing-sdk-version");
/// The header that chooses the language of messages.
pub const LANG: HeaderName = HeaderName::from_static("x-authing-lang");

pub(crate) fn build<O: Operation>(
    operation: &O,
    context: &Context,
    bearer: Option<Bearer<'_>>,
) -> Result<Request<Bytes>, BuildError> {
    let authorization = authorization(O::INFO.auth, bearer)?;
    let has_body = O::INFO.method == Method::POST;
    let (query, body) = if has_body {
        (String::new(), body(operation, context)?)
    } else {
        (query(operation)?, Bytes::new())
    };

    let mut request = Request::new(body);
    *request.method_mut() = O::INFO.method;
    *request.uri_mut() = uri(O::INFO.path, &query, context)?;
    let headers = request.headers_mut();
    headers.reserve(7);
    headers.insert(USER_POOL_ID, context.user_pool_header.clone());
    headers.insert(APP_ID, context.app_header.clone());
    headers.insert(REQUEST_FROM, HeaderValue::from_static("sdk-rust"));
    headers.insert(
        SDK_VERSION,
        HeaderValue::from_static(env!("CARGO_PKG_VERSION")),
    );
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(LANG, HeaderValue::from_static(context.language().as_str()));
    if let Some(authorization) = authorization {
        headers.insert(AUTHORIZATION, authorization);
    }
    Ok(request)
}

fn authorization(
    auth: Auth,
    bearer: Option<Bearer<'_>>,
) -> Result<Option<HeaderValue>, BuildError> {
    match (auth, bearer) {
        (Auth::None, _) => Ok(None),
        (Auth::User, Some(bearer @ (Bearer::Id(_) | Bearer::Access(_)))) => {
            let text = format!("Bearer {}", bearer.expose_secret());
            let mut value = HeaderValue::from_maybe_shared(Bytes::from(text))
                .expect("tokens are visible ASCII");
            value.set_sensitive(true);
            Ok(Some(value))
        }
        (Auth::User, _) => Err(BuildError::NotSignedIn),
    }
}

/// The parameters as a JSON object, the passwords encrypted. Without parameters `{}`
/// (protocol.md 1.5).
fn body<O: Operation>(operation: &O, context: &Context) -> Result<Bytes, BuildError> {
    let mut body = serde_json::to_vec(operation).map_err(BuildError::Parameters)?;
    for (key, password) in operation.passwords() {
        let sealed = context.public_key.encrypt(password)?;
        // The object is open-ended text until its last brace; keys and base64 need no escaping.
        body.pop();
        if body.len() > 1 {
            body.push(b',');
        }
        body.extend_from_slice(format!("\"{key}\":\"{sealed}\"}}").as_bytes());
    }
    Ok(body.into())
}

/// The parameters as a query, empty when there are none.
fn query<O: Operation>(operation: &O) -> Result<String, BuildError> {
    let parameters: Map<String, Value> =
        match serde_json::to_value(operation).map_err(BuildError::Parameters)? {
            Value::Object(parameters) => parameters,
            _ => Map::new(),
        };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (key, value) in parameters {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        query.append_pair(&key, &text);
    }
    Ok(query.finish())
}

/// Base URL, path with the context's ids filled in, query. Ids are safe in a path as they are.
fn uri(path: &'static str, query: &str, context: &Context) -> Result<Uri, BuildError> {
    let path = if path.contains('{') {
        Cow::Owned(
            path.replace("{app_id}", context.app_id.as_str())
                .replace("{user_pool_id}", context.user_pool_id.as_str()),
        )
    } else {
        Cow::Borrowed(path)
    };
    let prefix = context.base_url.prefix();
    let mut text = String::with_capacity(prefix.len() + path.len() + query.len() + 1);
    text.push_str(prefix);
    text.push_str(&path);
    if !query.is_empty() {
        text.push(if path.contains('?') { '&' } else { '?' });
        text.push_str(query);
    }
    Uri::from_maybe_shared(Bytes::from(text)).map_err(BuildError::Url)
}
