//! `reset`: beginning anew.

use http::{Method, StatusCode};
use serde_json::json;

use super::{Command, Run};
use crate::answer::json as json_reply;

pub(super) const COMMANDS: &[Command] = &[Command {
    method: Method::POST,
    path: "reset",
    example: "",
    run: Run::Now(|asked| {
        asked.shared.reset();
        Ok(json_reply(StatusCode::OK, &json!({})))
    }),
}];
