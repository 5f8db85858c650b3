//! `clock`: reading and moving the sandbox's clock.

use std::time::{Duration, SystemTime};

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

use authing_transport::time::Clock as _;
use authing_types::Timestamp;

use super::{Asked, Command, Refused, Reply, Run};
use crate::answer::json as json_reply;
use crate::sandbox::Shared;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        method: Method::GET,
        path: "clock",
        example: "",
        run: Run::Now(|asked| Ok(reading(asked.shared))),
    },
    Command {
        method: Method::POST,
        path: "clock",
        example: r#"{"set": "2026-03-25T08:00:00Z", "advanceSeconds": 61, "running": true}"#,
        run: Run::Now(change),
    },
];

/// What to do with the clock: the keys given are carried out in this order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ClockChange {
    set: Option<Timestamp>,
    advance_seconds: Option<u64>,
    running: Option<bool>,
}

fn change(asked: &Asked<'_>) -> Reply {
    let change: ClockChange = asked.body()?;
    let clock = asked.shared.clock();
    let mut target = None;
    if let Some(text) = &change.set {
        let Some(time) = text.to_system_time() else {
            return Err(Refused::new("set must be an RFC 3339 time, like 2026-03-25T08:00:00Z"));
        };
        target = Some(time);
    }
    let advance = Duration::from_secs(change.advance_seconds.unwrap_or_default());
    if target.unwrap_or(clock.now()).checked_add(advance).is_none_or(|end| end > last_time()) {
        return Err(Refused::new("the clock does not go beyond the year 9999"));
    }
    if let Some(time) = target {
        clock.set(time);
    }
    clock.advance(advance);
    match change.running {
        Some(true) => clock.run(),
        Some(false) => clock.stand(),
        None => {}
    }
    Ok(reading(asked.shared))
}

/// The end of what RFC 3339 can say.
fn last_time() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_799)
}

fn reading(shared: &Shared) -> http::Response<bytes::Bytes> {
    let clock = shared.clock();
    let body = json!({"now": Timestamp::from(clock.now()), "running": clock.is_running()});
    json_reply(StatusCode::OK, &body)
}
