//! Who calls an endpoint that is not for browsers (RFC 6749, 2.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Request;
use http::header::AUTHORIZATION;

use super::OauthError;
use super::form::Form;
use crate::pool::Pool;

/// How clients may authenticate (protocol.md 8.3): not at all, by a secret in the form, or by the
/// same in `Authorization: Basic`.
pub(super) const METHODS: [&str; 3] = ["none", "client_secret_post", "client_secret_basic"];

/// Reads the form of a client that is ours, with `client_id` and, where there is one,
/// `client_secret` in it, whichever way they came. A client may show no secret; one that shows a
/// wrong one is refused.
pub(super) fn authenticate(pool: &Pool, request: &Request<Bytes>) -> Result<Form, OauthError> {
    let mut form = Form::parse(request.body());
    form.check()?;
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let credentials = header.and_then(|value| {
        let (scheme, rest) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("basic").then_some(rest.trim())
    });
    let refused = |why| {
        let refused = OauthError::unauthorized("invalid_client", why);
        if credentials.is_some() { refused.challenging("Basic realm=\"oidc\"") } else { refused }
    };
    if let Some(credentials) = credentials {
        if form.get("client_secret").is_some() {
            let why = "the client authenticates in two ways";
            return Err(OauthError::new("invalid_request", why));
        }
        let (id, secret) =
            basic(credentials).ok_or_else(|| refused("the Basic credentials are malformed"))?;
        if form.get("client_id").is_some_and(|other| other != id) {
            return Err(refused("the client names itself in two ways"));
        }
        form = form.with("client_id", id).with("client_secret", secret);
    }
    if form.get("client_id") != Some(&pool.app_id) {
        return Err(refused("there is no such client"));
    }
    if form.get("client_secret").is_some_and(|secret| secret != pool.app_secret) {
        return Err(refused("the client secret is wrong"));
    }
    Ok(form)
}

/// Id and secret, which are form-encoded before they are joined (RFC 6749, 2.3.1).
fn basic(credentials: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decoded = |text: &str| {
        let pair = format!("x={}", text.replace('&', "%26"));
        let mut pairs = form_urlencoded::parse(pair.as_bytes());
        pairs.next().map(|(_, value)| value.into_owned())
    };
    Some((decoded(id)?, decoded(secret)?))
}
