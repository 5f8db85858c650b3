//! `/_sandbox/keys`: the keys that sign tokens, for programs on the other side of a socket.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::json;

use crate::answer;
use crate::sandbox::Shared;

/// Answers a command on the keys; `None` for another one.
///
/// `GET /_sandbox/keys` gives `{"signing": "sandbox-1", "published": ["sandbox-1"]}`, and
/// `POST /_sandbox/keys/rotate`, without a body, the same after the rotation.
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
        _ => return None,
    }
    let published = pool.key_ids(now);
    let body = json!({"signing": published.first(), "published": published});
    Some(answer::json(StatusCode::OK, &body))
}
