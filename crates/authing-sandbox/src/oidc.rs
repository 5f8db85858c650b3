//! The OIDC endpoints (protocol.md 8): no envelope, and errors in the form of RFC 6749.

mod authorize;
mod client;
mod discovery;
mod form;
mod introspection;
mod page;
mod revocation;
mod session_end;
mod sign_in;
mod token;
mod user_info;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, HOST, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use http::{Method, Request, Response, StatusCode};
use serde_json::json;

use crate::answer;
use crate::pool::Pool;
use crate::pools::PathPrefix;
use crate::sandbox::Shared;

/// Answers a request to an OIDC endpoint; `None` where the path is none.
pub(crate) fn answer(shared: &Shared, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let endpoint = endpoint(request.method(), request.uri().path())?;
    let mut response = endpoint(shared, request).unwrap_or_else(OauthError::into_response);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Some(response)
}

/// Whether the rules of an operation are here.
#[cfg(test)]
pub(crate) fn has_rules(info: &authing_api::OperationInfo) -> bool {
    endpoint(&info.method, info.path).is_some()
        && info.grant.is_none_or(|grant| token::grants().contains(&grant))
}

type Endpoint = fn(&Shared, &Request<Bytes>) -> Result<Response<Bytes>, OauthError>;

/// The endpoints that are served, by method and path.
const ENDPOINTS: &[(Method, &str, Endpoint)] = &[
    (Method::GET, "/oidc/.well-known/openid-configuration", discovery::configuration),
    (Method::GET, "/oidc/.well-known/jwks.json", discovery::keys),
    (Method::GET, "/oidc/auth", authorize::answer),
    (Method::POST, "/oidc/auth", authorize::answer),
    (Method::POST, "/oidc/sign-in", sign_in::answer),
    (Method::POST, "/oidc/token", token::answer),
    (Method::POST, "/oidc/token/introspection", introspection::answer),
    (Method::POST, "/oidc/token/revocation", revocation::answer),
    (Method::GET, "/oidc/me", user_info::answer),
    (Method::POST, "/oidc/me", user_info::answer),
    (Method::GET, "/oidc/session/end", session_end::answer),
    (Method::POST, "/oidc/session/end", session_end::answer),
];

fn endpoint(method: &Method, path: &str) -> Option<Endpoint> {
    let mut endpoints = ENDPOINTS.iter();
    endpoints.find(|(verb, at, _)| verb == method && *at == path).map(|(_, _, answer)| *answer)
}

/// The endpoints, each as `GET /oidc/auth`.
pub(crate) fn supported() -> impl Iterator<Item = String> {
    ENDPOINTS.iter().map(|(method, path, _)| format!("{method} {path}"))
}

/// A refusal (protocol.md 8.4, an assumption; Q29: the errors have the names of RFC 6749).
#[derive(Clone, Copy, Debug)]
struct OauthError {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
    /// How to authenticate, as `WWW-Authenticate` says it.
    challenge: Option<&'static str>,
}

impl OauthError {
    /// HTTP 400.
    const fn new(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description, challenge: None }
    }

    /// HTTP 401.
    const fn unauthorized(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, error, description, challenge: None }
    }

    const fn challenging(self, challenge: &'static str) -> Self {
        Self { challenge: Some(challenge), ..self }
    }

    fn into_response(self) -> Response<Bytes> {
        let body = json!({"error": self.error, "error_description": self.description});
        let mut response = answer::json(self.status, &body);
        if let Some(challenge) = self.challenge {
            let challenge = HeaderValue::from_static(challenge);
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// The scopes of a text that can be granted; `openid` must be among them (protocol.md 8.5).
fn granted(text: &str) -> Result<Vec<&'static str>, OauthError> {
    let asked: Vec<_> = text.split_ascii_whitespace().collect();
    if !asked.contains(&"openid") {
        return Err(OauthError::new("invalid_scope", "the scope openid is required"));
    }
    let known = crate::pool::SCOPES.iter().copied();
    let position = |scope: &str| asked.iter().position(|name| *name == scope);
    let mut granted: Vec<_> = known.filter(|scope| position(scope).is_some()).collect();
    granted.sort_by_key(|scope| position(scope));
    Ok(granted)
}

/// Where the endpoints are: `/oidc` on the host that was asked, below the name of a named pool.
fn base(request: &Request<Bytes>) -> String {
    let scheme = request.uri().scheme_str().unwrap_or("http");
    let header = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let host = request.uri().authority().map(http::uri::Authority::as_str).or(header);
    let prefix = request.extensions().get().map_or("", |PathPrefix(prefix)| prefix);
    format!("{scheme}://{}{prefix}/oidc", host.unwrap_or("127.0.0.1"))
}

/// Who issues the tokens that a request asks for.
fn issuer(pool: &Pool, request: &Request<Bytes>) -> String {
    pool.settings.issuer.clone().unwrap_or_else(|| base(request))
}

/// Sends the browser to a URI with more parameters in its query. `None` for a URI that no header
/// can hold.
fn redirect<'a>(
    uri: &str,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Option<Response<Bytes>> {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let separator = match uri.split_once('?') {
        _ if query.is_empty() => "",
        None => "?",
        Some(_) => "&",
    };
    let location = HeaderValue::try_from(format!("{uri}{separator}{query}")).ok()?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(LOCATION, location);
    Some(response)
}

/// Whether the browser may be sent to a URI: a registered one, or any well-formed one where none is
/// registered, but never into a script.
fn is_registered(uri: &authing_types::RedirectUri, registered: &[String]) -> bool {
    const SCRIPTS: [&str; 3] = ["javascript", "data", "vbscript"];
    let scheme = uri.as_str().split(':').next().unwrap_or_default().to_ascii_lowercase();
    if registered.is_empty() {
        !SCRIPTS.contains(&scheme.as_str())
    } else {
        registered.iter().any(|known| known == uri.as_str())
    }
}
