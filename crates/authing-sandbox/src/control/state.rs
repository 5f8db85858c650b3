//! `state`: export, import, snapshot and restore.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::{Asked, Command, Refused, Reply, Run};
use crate::answer::json as json_reply;
use crate::state::{Snapshots, State, StateError};

pub(super) const COMMANDS: &[Command] = &[
    Command { method: Method::GET, path: "state", example: "", run: Run::Now(export) },
    Command { method: Method::PUT, path: "state", example: "", run: Run::Now(import) },
    Command { method: Method::POST, path: "state/snapshot", example: "", run: Run::Now(snapshot) },
    Command {
        method: Method::POST,
        path: "state/restore",
        example: r#"{"id": 1}"#,
        run: Run::Now(restore),
    },
];

fn export(asked: &Asked<'_>) -> Reply {
    let mut response = Response::new(Bytes::from(asked.shared.snapshot().to_json()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

fn import(asked: &Asked<'_>) -> Reply {
    let state = State::from_json(asked.request.body()).map_err(|error| refused(&error))?;
    put(asked, &state)
}

fn snapshot(asked: &Asked<'_>) -> Reply {
    let id = asked.shared.snapshots().keep(asked.shared.snapshot());
    Ok(json_reply(StatusCode::OK, &json!({ "id": id })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    id: u64,
}

fn restore(asked: &Asked<'_>) -> Reply {
    let Which { id } = asked.body()?;
    let state = asked.shared.snapshots().find(id).ok_or_else(|| Refused {
        status: StatusCode::NOT_FOUND,
        ..Refused::new(format!("no snapshot {id}: the newest {} are kept", Snapshots::MOST))
    })?;
    put(asked, &state)
}

fn put(asked: &Asked<'_>, state: &State) -> Reply {
    asked.shared.restore(state).map_err(|error| refused(&error))?;
    Ok(json_reply(StatusCode::OK, &json!({})))
}

fn refused(error: &StateError) -> Refused {
    let data = json!({"path": error.path(), "reason": error.reason()});
    Refused { data, ..Refused::new(error.to_string()) }
}
