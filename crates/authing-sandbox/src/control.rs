//! The control surface under `/_sandbox/`: what the methods of [`Sandbox`](crate::Sandbox) do,
//! for programs on the other side of a socket.

mod state;

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{HeaderName, ORIGIN};
use http::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use authing_transport::time::Clock as _;
use authing_types::Timestamp;

use crate::answer::{http_error, json as json_reply};
use crate::sandbox::Shared;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The command of a path, when it lies under `/_sandbox/`.
pub(crate) fn command(path: &str) -> Option<&str> {
    path.strip_prefix("/_sandbox/")
}

/// Answers a command.
pub(crate) fn answer(shared: &Shared, command: &str, request: &Request<Bytes>) -> Response<Bytes> {
    if let Some(refused) = refuse_pages(request) {
        return refused;
    }
    match (request.method(), command) {
        (&Method::GET, "outbox") => {
            let messages = shared.outbox().messages();
            json_reply(StatusCode::OK, &json!({ "messages": messages }))
        }
        (&Method::GET, "clock") => clock(shared),
        (&Method::POST, "clock") => match serde_json::from_slice(request.body()) {
            Ok(change) => move_clock(shared, &change),
            Err(_) => http_error(
                StatusCode::BAD_REQUEST,
                "the body must be like {\"advanceSeconds\": 61}, {\"set\": \"2026-03-25T08:00:00Z\"} or {\"running\": true}",
                Value::Null,
            ),
        },
        (&Method::POST, "reset") => {
            shared.reset();
            json_reply(StatusCode::OK, &json!({}))
        }
        (_, "state" | "state/snapshot" | "state/restore") => {
            state::answer(shared, command, request)
        }
        _ => http_error(
            StatusCode::NOT_FOUND,
            "no such command",
            json!({"supported": [
                "GET /_sandbox/outbox", "GET /_sandbox/clock", "POST /_sandbox/clock",
                "POST /_sandbox/reset",
                "GET /_sandbox/state", "PUT /_sandbox/state",
                "POST /_sandbox/state/snapshot", "POST /_sandbox/state/restore",
            ]}),
        ),
    }
}

/// The answer to a page of a browser, where a request is from one.
pub(crate) fn refuse_pages(request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let message = "the control surface does not answer pages of a browser";
    let refused = || http_error(StatusCode::FORBIDDEN, message, Value::Null);
    is_from_a_page(request).then(refused)
}

/// Browsers mark what a page of another site sends; programs send neither header.
fn is_from_a_page(request: &Request<Bytes>) -> bool {
    let site = request.headers().get(SEC_FETCH_SITE);
    request.headers().contains_key(ORIGIN) || site.is_some_and(|site| site != "none")
}

/// What to do with the clock: the keys given are carried out in this order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ClockChange {
    set: Option<Timestamp>,
    advance_seconds: Option<u64>,
    running: Option<bool>,
}

fn move_clock(shared: &Shared, change: &ClockChange) -> Response<Bytes> {
    let refused = |message| http_error(StatusCode::BAD_REQUEST, message, Value::Null);
    let mut target = None;
    if let Some(text) = &change.set {
        let Some(time) = text.to_system_time() else {
            return refused("set must be an RFC 3339 time, like 2026-03-25T08:00:00Z");
        };
        target = Some(time);
    }
    let advance = Duration::from_secs(change.advance_seconds.unwrap_or_default());
    if target.unwrap_or(shared.now()).checked_add(advance).is_none_or(|end| end > last_time()) {
        return refused("the clock does not go beyond the year 9999");
    }
    let clock = shared.clock();
    if let Some(time) = target {
        clock.set(time);
    }
    clock.advance(advance);
    match change.running {
        Some(true) => clock.run(),
        Some(false) => clock.stand(),
        None => {}
    }
    self::clock(shared)
}

/// The end of what RFC 3339 can say.
fn last_time() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_799)
}

fn clock(shared: &Shared) -> Response<Bytes> {
    let clock = shared.clock();
    let body = json!({"now": Timestamp::from(clock.now()), "running": clock.is_running()});
    json_reply(StatusCode::OK, &body)
}
