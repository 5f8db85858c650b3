//! How an operation becomes a request (protocol.md 1.3-1.5).

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use authing_types::Password;

use crate::{Auth, Base, Bearer, BuildError, Context, Operation, OperationInfo};

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
    Parts {
        info: const { &O::INFO },
        base: operation.base(),
        path: operation.path(),
        path_parameters: operation.path_parameters(),
        parameters: serde_json::to_string(operation).map_err(BuildError::Parameters)?,
        passwords: operation.passwords(),
        encrypts: operation.encrypts(),
    }
    .build(context, bearer)
}

/// What an operation says of its request. The rest is compiled once, and not for each operation.
struct Parts<'a> {
    info: &'static OperationInfo,
    base: Base,
    path: &'static str,
    path_parameters: Vec<(&'static str, &'a str)>,
    /// A JSON object.
    parameters: String,
    passwords: Vec<(&'static str, &'a Password)>,
    encrypts: bool,
}

impl Parts<'_> {
    fn build(
        self,
        context: &Context,
        bearer: Option<Bearer<'_>>,
    ) -> Result<Request<Bytes>, BuildError> {
        let authorization = authorization(self.info.auth, bearer)?;
        let is_oidc = self.info.base == Base::Oidc;
        let is_post = self.info.method == Method::POST;
        let query = if is_post { String::new() } else { self.query()? };
        let uri = self.uri(&query, context)?;
        let method = self.info.method.clone();
        let body = match (is_post, is_oidc) {
            (true, true) => self.form(context)?,
            (true, false) => self.body(context)?,
            (false, _) => Bytes::new(),
        };

        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = uri;
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

    /// The parameters as a JSON object, the passwords encrypted. Without parameters `{}`
    /// (protocol.md 1.5).
    fn body(self, context: &Context) -> Result<Bytes, BuildError> {
        let mut body = self.parameters.into_bytes();
        for (key, password) in self.passwords {
            if self.encrypts {
                append_text(&mut body, key, &context.public_key.encrypt(password)?)?;
            } else {
                append_text(&mut body, key, password.expose_secret())?;
            }
        }
        Ok(body.into())
    }

    /// The parameters as a form, which every OIDC call begins with the client's id (protocol.md
    /// B15).
    fn form(self, context: &Context) -> Result<Bytes, BuildError> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("client_id", context.app_id.as_str());
        self.append_parameters(&mut form)?;
        Ok(form.finish().into())
    }

    /// The parameters as a query, empty when there are none.
    fn query(&self) -> Result<String, BuildError> {
        if self.parameters == "{}" {
            return Ok(String::new());
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        self.append_parameters(&mut query)?;
        Ok(query.finish())
    }

    fn append_parameters(
        &self,
        form: &mut form_urlencoded::Serializer<'_, String>,
    ) -> Result<(), BuildError> {
        let parameters: Map<String, Value> =
            serde_json::from_str(&self.parameters).map_err(BuildError::Parameters)?;
        for (key, value) in parameters {
            match value {
                Value::String(text) => form.append_pair(&key, &text),
                other => form.append_pair(&key, &other.to_string()),
            };
        }
        Ok(())
    }

    /// Base URL, path with its placeholders filled in, query.
    fn uri(&self, query: &str, context: &Context) -> Result<Uri, BuildError> {
        let mut path = Cow::Borrowed(self.path);
        if path.contains('{') {
            let ids = [
                ("app_id", context.app_id.as_str()),
                ("user_pool_id", context.user_pool_id.as_str()),
            ];
            for (name, value) in self.path_parameters.iter().copied().chain(ids) {
                let value = utf8_percent_encode(value, SEGMENT).to_string();
                path = Cow::Owned(path.replace(&format!("{{{name}}}"), &value));
            }
        }
        let prefix = context.base_url_of(self.base);
        let mut text = String::with_capacity(prefix.len() + path.len() + query.len() + 1);
        text.push_str(prefix);
        text.push_str(&path);
        if !query.is_empty() {
            text.push(if path.contains('?') { '&' } else { '?' });
            text.push_str(query);
        }
        Uri::from_maybe_shared(Bytes::from(text)).map_err(BuildError::Url)
    }
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

/// What is left as it is in a path segment (RFC 3986, unreserved characters).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
