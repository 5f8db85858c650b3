use bytes::Bytes;
use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, Request, Response, StatusCode};

use super::OauthError;
use crate::answer::json;
use crate::dispatch::bearer;
use crate::sandbox::Shared;

/// GET `/oidc/me` (B17). Only access tokens are taken; HTTP 401 otherwise.
pub(super) fn answer(
    shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let pool = shared.pool();
    let token = bearer(request.headers());
    let grant = token.as_deref().and_then(|token| pool.access(token, shared.now()));
    if let Some(grant) = grant {
        return Ok(json(StatusCode::OK, &pool.user_claims(grant)));
    }
    let why = "the access token is missing, expired or unknown";
    let mut response = OauthError::unauthorized("invalid_token", why).into_response();
    let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
    response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    Ok(response)
}
