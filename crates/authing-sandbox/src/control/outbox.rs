//! `outbox`: what was "sent" by SMS and e-mail.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::json;

use authing_transport::time::Sleep;

use super::{Asked, Command, LaterReply, Refused, Reply, Run};
use crate::answer::json as json_reply;
use crate::real_time::RealTime;
use crate::wire::Served;

pub(super) const COMMANDS: &[Command] = &[
    Command { method: Method::GET, path: "outbox", example: "", run: Run::Now(list) },
    Command { method: Method::GET, path: "outbox/count", example: "", run: Run::Now(count) },
    Command { method: Method::GET, path: "outbox/next", example: "", run: Run::Later(next) },
];

/// How long `next` waits where the query does not say.
const WAIT_SECONDS: usize = 10;

/// How long `next` may wait.
const MAX_WAIT_SECONDS: usize = 60;

fn list(asked: &Asked<'_>) -> Reply {
    let outbox = asked.shared.outbox();
    let messages = match asked.query("to") {
        Some(to) => outbox.messages_to(&to),
        None => outbox.messages(),
    };
    Ok(json_reply(StatusCode::OK, &json!({ "messages": messages })))
}

fn count(asked: &Asked<'_>) -> Reply {
    let outbox = asked.shared.outbox();
    let count = match asked.query("to") {
        Some(to) => outbox.count_to(&to),
        None => outbox.count(),
    };
    Ok(json_reply(StatusCode::OK, &json!({ "count": count })))
}

fn next(asked: Asked<'_>) -> LaterReply<'_> {
    Box::pin(async move {
        let Some(to) = asked.query("to") else {
            return Err(Refused::new("name a recipient, as in outbox/next?to=18812348888"));
        };
        let seconds = asked.number("timeoutSeconds", 0..=MAX_WAIT_SECONDS)?;
        let limit = Duration::from_secs(seconds.unwrap_or(WAIT_SECONDS) as u64);
        // Whoever waits behind a socket lives in real time; in-process, the sandbox's time counts.
        let is_served = asked.request.extensions().get::<Served>().is_some();
        let clock = asked.shared.clock();
        let sleep: &dyn Sleep = if is_served { &RealTime } else { clock };
        let message = asked.shared.outbox().wait_for(&to, limit, sleep).await;
        Ok(json_reply(StatusCode::OK, &json!({ "message": message })))
    })
}
