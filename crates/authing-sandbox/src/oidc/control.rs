//! `/_sandbox/keys` and `/_sandbox/consent`: the keys that sign tokens, and who consents at
//! `/oidc/auth`, for programs on the other side of a socket.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::{self, http_error};
use crate::pool::Pool;
use crate::sandbox::Shared;

/// Answers a command of the provider; `None` for another one.
///
/// `GET /_sandbox/keys` gives `{"signing": "sandbox-1", "published": ["sandbox-1"]}`, and
/// `POST /_sandbox/keys/rotate`, without a body, the same after the rotation.
///
/// `POST /_sandbox/consent` with `{"account": "ann@example.com"}` lets this account consent from now
/// on wherever a browser is sent to `/oidc/auth`, and `{"account": null}` nobody; both give `{}`. An
/// account that does not exist is HTTP 404.
pub(crate) fn control(
    shared: &Shared,
    command: &str,
    request: &Request<Bytes>,
) -> Option<Response<Bytes>> {
    let now = shared.now();
    let mut pool = shared.pool();
    match (request.method(), command) {
        (&Method::GET, "keys") => {}
        (&Method::POST, "keys/rotate") => {
            pool.rotate_keys(now);
        }
        (&Method::POST, "consent") => return Some(consent(&mut pool, request)),
        _ => return None,
    }
    let published = pool.key_ids(now);
    let body = json!({"signing": published.first(), "published": published});
    Some(answer::json(StatusCode::OK, &body))
}

/// Who consents. The key must be there, so that a slip does not read as nobody.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    #[serde(deserialize_with = "Option::deserialize")]
    account: Option<String>,
}

fn consent(pool: &mut Pool, request: &Request<Bytes>) -> Response<Bytes> {
    let Ok(Consent { account }) = serde_json::from_slice(request.body()) else {
        let message =
            "the body must be like {\"account\": \"ann@example.com\"}, or null for nobody";
        return http_error(StatusCode::BAD_REQUEST, message, Value::Null);
    };
    let slot = account.as_deref().map(|account| pool.find(account));
    if slot == Some(None) {
        return http_error(StatusCode::NOT_FOUND, "there is no such account", Value::Null);
    }
    pool.set_consenting(slot.flatten());
    answer::json(StatusCode::OK, &json!({}))
}
