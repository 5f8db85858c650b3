//! The OIDC endpoints (protocol.md 8): no envelope, and errors in the form of RFC 6749.

mod authorize;
mod discovery;
mod token;
mod user_info;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde_json::json;

use crate::answer;
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

fn endpoint(method: &Method, path: &str) -> Option<Endpoint> {
    Some(match (method, path) {
        (&Method::POST, "/oidc/token") => token::answer,
        (&Method::GET, "/oidc/me") => user_info::answer,
        (&Method::GET, "/oidc/auth") => authorize::answer,
        (&Method::GET, "/oidc/.well-known/openid-configuration") => discovery::configuration,
        (&Method::GET, "/oidc/.well-known/jwks.json") => discovery::keys,
        _ => return None,
    })
}

/// A refusal (protocol.md 8.4, an assumption; Q29: the errors have the names of RFC 6749).
#[derive(Clone, Copy, Debug)]
struct OauthError {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

impl OauthError {
    /// HTTP 400.
    const fn new(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }

    /// HTTP 401.
    const fn unauthorized(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, error, description }
    }

    fn into_response(self) -> Response<Bytes> {
        let body = json!({"error": self.error, "error_description": self.description});
        answer::json(self.status, &body)
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
