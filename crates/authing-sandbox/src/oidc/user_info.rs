use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use super::OauthError;
use super::form::Form;
use crate::answer::json;
use crate::dispatch::bearer;
use crate::sandbox::Shared;

/// GET and POST `/oidc/me` (B17). Only access tokens are taken, from the header or the form of a
/// POST (RFC 6750, 2.2); HTTP 401 otherwise.
pub(super) fn answer(
    shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let pool = shared.pool();
    let in_form = match *request.method() {
        Method::POST => Form::parse(request.body()).get("access_token").map(str::to_owned),
        _ => None,
    };
    let token = match (bearer(request.headers()), in_form) {
        (Some(_), Some(_)) => {
            return Err(OauthError::new("invalid_request", "the access token comes in two ways"));
        }
        (header, form) => header.or(form),
    };
    let grant = token.as_deref().and_then(|token| pool.access(token, shared.now()));
    if let Some(grant) = grant {
        return Ok(json(StatusCode::OK, &pool.user_claims(grant)));
    }
    let why = "the access token is missing, expired or unknown";
    let refused = OauthError::unauthorized("invalid_token", why);
    Err(refused.challenging("Bearer error=\"invalid_token\""))
}
