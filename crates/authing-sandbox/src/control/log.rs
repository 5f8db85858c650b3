//! `log`: the requests that came, without secrets.

use http::{Method, StatusCode};
use serde_json::json;

use super::{Asked, Command, Reply, Run};
use crate::answer::json as json_reply;
use crate::log::RequestLog;

pub(super) const COMMANDS: &[Command] = &[
    Command { method: Method::GET, path: "log", example: "", run: Run::Now(list) },
    Command { method: Method::DELETE, path: "log", example: "", run: Run::Now(clear) },
];

/// The newest entries, of one operation or of all, the oldest of them first.
fn list(asked: &Asked<'_>) -> Reply {
    let limit = asked.number("limit", 1..=RequestLog::CAPACITY)?.unwrap_or(RequestLog::CAPACITY);
    let operation = asked.query("operation");
    let mut entries = asked.shared.log().entries();
    entries.retain(|entry| operation.is_none() || entry.operation == operation.as_deref());
    let newest = &entries[entries.len().saturating_sub(limit)..];
    Ok(json_reply(StatusCode::OK, &json!({ "requests": newest })))
}

fn clear(asked: &Asked<'_>) -> Reply {
    asked.shared.log().clear();
    Ok(json_reply(StatusCode::OK, &json!({})))
}
