//! `faults`: calls that go wrong on command.

use http::{Method, StatusCode};
use serde_json::json;

use super::{Asked, Command, Refused, Reply, Run};
use crate::answer::json as json_reply;
use crate::faults::Fault;

pub(super) const COMMANDS: &[Command] = &[
    Command { method: Method::GET, path: "faults", example: "", run: Run::Now(list) },
    Command {
        method: Method::POST,
        path: "faults",
        example: r#"{"operation": "login_by_account", "from": 2, "count": 1, "effect": {"kind": "status", "status": 503, "retryAfterSeconds": 5}}"#,
        run: Run::Now(add),
    },
    Command { method: Method::DELETE, path: "faults", example: "", run: Run::Now(clear) },
    Command { method: Method::DELETE, path: "faults/{id}", example: "", run: Run::Now(remove) },
];

fn list(asked: &Asked<'_>) -> Reply {
    Ok(json_reply(StatusCode::OK, &json!({"faults": asked.shared.faults().list()})))
}

fn add(asked: &Asked<'_>) -> Reply {
    let fault: Fault = asked.body()?;
    let id = asked.shared.faults().add(fault);
    let id = id.map_err(|error| Refused::new(error.to_string()))?;
    Ok(json_reply(StatusCode::OK, &json!({ "id": id })))
}

fn clear(asked: &Asked<'_>) -> Reply {
    asked.shared.faults().clear();
    Ok(json_reply(StatusCode::OK, &json!({})))
}

fn remove(asked: &Asked<'_>) -> Reply {
    let id = asked.segment("id").parse().ok();
    if id.is_some_and(|id| asked.shared.faults().remove(id)) {
        return Ok(json_reply(StatusCode::OK, &json!({})));
    }
    let refused = Refused::new("no such fault; GET /_sandbox/faults lists them");
    Err(Refused { status: StatusCode::NOT_FOUND, ..refused })
}
