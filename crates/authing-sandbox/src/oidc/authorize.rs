use std::collections::HashMap;

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderValue, Request, Response, StatusCode};

use authing_types::RedirectUri;

use super::{OauthError, granted};
use crate::pool::{Code, Grant};
use crate::sandbox::Shared;

/// GET `/oidc/auth` (B14), in place of the service's pages: the account that
/// [`Sandbox::authorize_as`](crate::Sandbox::authorize_as) chose consents at once, and the browser
/// is sent back with a code; without such an account, with `login_required`. Any redirect URI is
/// taken (assumptions).
pub(super) fn answer(
    shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let query = request.uri().query().unwrap_or_default();
    let parameters: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let parameter = |name| parameters.get(name).map(String::as_str);
    if parameter("client_id") != Some(&shared.pool().app_id) {
        // Whoever asks may be anybody, so the browser is sent nowhere (RFC 6749, 4.1.2.1).
        return Err(OauthError::new("invalid_client", "there is no such client"));
    }
    let redirect_uri = parameter("redirect_uri").and_then(|uri| RedirectUri::parse(uri).ok());
    let Some(redirect_uri) = redirect_uri else {
        return Err(OauthError::new("invalid_request", "redirect_uri is missing or malformed"));
    };
    let outcome = match code(shared, parameter, &redirect_uri) {
        Ok(code) => vec![("code", code)],
        Err(refused) => vec![
            ("error", refused.error.to_owned()),
            ("error_description", refused.description.to_owned()),
        ],
    };
    let state = parameter("state").map(|state| ("state", state.to_owned()));
    let pairs = outcome.into_iter().chain(state);
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let separator = if redirect_uri.as_str().contains('?') { '&' } else { '?' };
    let location = format!("{redirect_uri}{separator}{query}");
    let location = HeaderValue::try_from(location)
        .map_err(|_| OauthError::new("invalid_request", "redirect_uri is malformed"))?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(LOCATION, location);
    Ok(response)
}

fn code<'a>(
    shared: &Shared,
    parameter: impl Fn(&'static str) -> Option<&'a str>,
    redirect_uri: &RedirectUri,
) -> Result<String, OauthError> {
    if parameter("response_type") != Some("code") {
        let why = "only the response type code is served";
        return Err(OauthError::new("unsupported_response_type", why));
    }
    let challenge = parameter("code_challenge");
    if challenge.is_some() && parameter("code_challenge_method") != Some("S256") {
        return Err(OauthError::new("invalid_request", "code_challenge_method must be S256"));
    }
    let scope = granted(parameter("scope").unwrap_or_default())?;
    let mut pool = shared.pool();
    let Some(slot) = pool.consenting() else {
        return Err(OauthError::new("login_required", "no account of the sandbox consents"));
    };
    let nonce = parameter("nonce").map(str::to_owned);
    let expires_at = shared.now() + pool.settings.authorization_code_lifetime;
    Ok(pool.issue_code(Code {
        grant: Grant { slot, scope, nonce },
        redirect_uri: redirect_uri.as_str().to_owned(),
        challenge: challenge.map(str::to_owned),
        expires_at,
    }))
}
