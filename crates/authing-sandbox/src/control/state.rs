//! `state`: export, import, snapshot and restore.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::{http_error, json as json_reply};
use crate::sandbox::Shared;
use crate::state::{Snapshots, State, StateError};

/// Answers a command that begins with `state`.
///
/// | Request | Body | Reply |
/// | --- | --- | --- |
/// | `GET state` | | the document, `{"clock": …, "format": 1, …}` |
/// | `PUT state` | a document | `{}` |
/// | `POST state/snapshot` | | `{"id": 1}` |
/// | `POST state/restore` | `{"id": 1}` | `{}` |
pub(super) fn answer(shared: &Shared, command: &str, request: &Request<Bytes>) -> Response<Bytes> {
    match (request.method(), command) {
        (&Method::GET, "state") => export(shared),
        (&Method::PUT, "state") => {
            done(State::from_json(request.body()).and_then(|state| shared.restore(&state)))
        }
        (&Method::POST, "state/snapshot") => {
            let id = shared.snapshots().keep(shared.snapshot());
            json_reply(StatusCode::OK, &json!({ "id": id }))
        }
        (&Method::POST, "state/restore") => restore(shared, request.body()),
        _ => {
            let supported = json!({"supported": [
                "GET /_sandbox/state", "PUT /_sandbox/state",
                "POST /_sandbox/state/snapshot", "POST /_sandbox/state/restore",
            ]});
            http_error(StatusCode::METHOD_NOT_ALLOWED, "no such method here", supported)
        }
    }
}

fn export(shared: &Shared) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(shared.snapshot().to_json()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn restore(shared: &Shared, body: &[u8]) -> Response<Bytes> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Which {
        id: u64,
    }

    let Ok(Which { id }) = serde_json::from_slice(body) else {
        let message = "the body must be like {\"id\": 1}, with the id that snapshot answered";
        return http_error(StatusCode::BAD_REQUEST, message, Value::Null);
    };
    match shared.snapshots().find(id) {
        Some(state) => done(shared.restore(&state)),
        None => {
            let message = format!("no snapshot {id}: the newest {} are kept", Snapshots::MOST);
            http_error(StatusCode::NOT_FOUND, &message, Value::Null)
        }
    }
}

fn done(result: Result<(), StateError>) -> Response<Bytes> {
    match result {
        Ok(()) => json_reply(StatusCode::OK, &json!({})),
        Err(error) => {
            let data = json!({"path": error.path(), "reason": error.reason()});
            http_error(StatusCode::BAD_REQUEST, &error.to_string(), data)
        }
    }
}
