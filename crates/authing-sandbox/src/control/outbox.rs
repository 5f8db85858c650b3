//! `outbox`: what was "sent" by SMS and e-mail.

use http::{Method, StatusCode};
use serde_json::json;

use super::{Asked, Command, Reply, Run};
use crate::answer::json as json_reply;

pub(super) const COMMANDS: &[Command] =
    &[Command { method: Method::GET, path: "outbox", example: "", run: Run::Now(list) }];

fn list(asked: &Asked<'_>) -> Reply {
    let messages = asked.shared.outbox().messages();
    Ok(json_reply(StatusCode::OK, &json!({ "messages": messages })))
}
