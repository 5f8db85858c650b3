//! `keys`: the keys that sign tokens.

use http::{Method, StatusCode};
use serde_json::json;

use super::{Asked, Command, Reply, Run};
use crate::answer::json as json_reply;

pub(super) const COMMANDS: &[Command] = &[
    Command { method: Method::GET, path: "keys", example: "", run: Run::Now(show) },
    Command { method: Method::POST, path: "keys/rotate", example: "", run: Run::Now(rotate) },
];

fn show(asked: &Asked<'_>) -> Reply {
    let now = asked.shared.now();
    let published = asked.shared.pool().key_ids(now);
    Ok(json_reply(StatusCode::OK, &json!({"signing": published.first(), "published": published})))
}

fn rotate(asked: &Asked<'_>) -> Reply {
    let now = asked.shared.now();
    asked.shared.pool().rotate_keys(now);
    show(asked)
}
