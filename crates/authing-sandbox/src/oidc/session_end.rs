use bytes::Bytes;
use http::{Request, Response};

use authing_types::RedirectUri;

use super::form::Form;
use super::{OauthError, is_registered, page, redirect};
use crate::sandbox::Shared;

/// GET and POST `/oidc/session/end` (C69, OpenID Connect RP-Initiated Logout 1.0). The session of
/// the hint ends with the tokens of its sign-in; a hint that has expired will do. Then the browser
/// goes to `post_logout_redirect_uri`, or sees a page.
pub(super) fn answer(
    shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let form = Form::of(request);
    form.check()?;
    let invalid = |why| OauthError::new("invalid_request", why);
    let mut pool = shared.pool();
    if form.get("client_id").is_some_and(|id| id != pool.app_id) {
        return Err(OauthError::new("invalid_client", "there is no such client"));
    }
    let hint = form.get("id_token_hint");
    if hint.is_some_and(|hint| !pool.has_signed(hint, shared.now())) {
        return Err(invalid("id_token_hint is no token of this provider"));
    }
    let target = match form.get("post_logout_redirect_uri") {
        None => None,
        // Anybody can send a browser here; only a hint or a client says for whom.
        Some(_) if hint.is_none() && form.get("client_id").is_none() => {
            return Err(invalid("post_logout_redirect_uri needs id_token_hint or client_id"));
        }
        Some(uri) => {
            let uri = RedirectUri::parse(uri)
                .map_err(|_| invalid("post_logout_redirect_uri is malformed"))?;
            if !is_registered(&uri, &pool.settings.post_logout_redirect_uris) {
                return Err(invalid("post_logout_redirect_uri is not registered"));
            }
            Some(uri)
        }
    };
    if let Some(hint) = hint {
        pool.end_oidc_session(hint);
    }
    match target {
        None => Ok(page::signed_out()),
        Some(uri) => redirect(uri.as_str(), form.get("state").map(|state| ("state", state)))
            .ok_or(invalid("post_logout_redirect_uri is malformed")),
    }
}
