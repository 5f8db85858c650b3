use std::borrow::Cow;

use authing_session::{StoreError, StoreErrorKind};
use redis::RedisError;

use crate::connection::Failure;

pub(crate) fn denied(message: impl Into<Cow<'static, str>>) -> StoreError {
    StoreError::new(StoreErrorKind::Denied, message)
}

pub(crate) fn unavailable(message: impl Into<Cow<'static, str>>) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, message)
}

pub(crate) fn unreadable(message: impl Into<Cow<'static, str>>) -> StoreError {
    StoreError::new(StoreErrorKind::Unreadable, message)
}

impl Failure {
    /// The error for callers. `place` says where the server is.
    pub(crate) fn into_error(self, place: impl std::fmt::Display) -> StoreError {
        match self {
            Self::NoRuntime => denied("the Redis store works within a tokio runtime only"),
            Self::NotSent(error) if error.is_io_error() => {
                unavailable(format!("cannot connect to Redis at {place}")).with_source(error)
            }
            Self::NotSent(error) | Self::Refused(error) => refused(&error, place),
            Self::ReplyLost(error) => {
                let error = error.is_io_error().then_some(error);
                let lost =
                    unavailable(format!("the connection to Redis at {place} broke in a call"));
                match error {
                    Some(error) => lost.with_source(error),
                    None => lost,
                }
            }
            Self::TimedOut(error) => {
                unavailable(format!("Redis at {place} did not answer in time")).with_source(error)
            }
        }
    }
}

/// What the server said is told by its code alone: the text of an unknown or forbidden command
/// repeats its arguments, and so the record.
fn refused(error: &RedisError, place: impl std::fmt::Display) -> StoreError {
    let code = error.code().filter(|code| is_code(code)).unwrap_or("none");
    let detail = error.detail().unwrap_or_default();
    match code {
        // What a script may not do, and what a server does not do, have no codes of their own.
        "ERR" if detail.contains("can't run this command") => lacks_a_right(code, place),
        "ERR" if detail.starts_with("unknown command") => denied(format!(
            "Redis at {place} has no EVAL or another command that is needed: see the set-up in the \
             documentation of authing-session-redis"
        )),
        "NOAUTH" | "WRONGPASS" => {
            denied(format!("Redis at {place} asks for another user or password ({code})"))
        }
        "NOPERM" => lacks_a_right(code, place),
        "MOVED" | "ASK" | "CROSSSLOT" => denied(format!(
            "Redis at {place} is a node of a cluster ({code}): give the address of a server with \
             one primary, or of a proxy"
        )),
        "WRONGTYPE" => not_a_session(place),
        "OOM" => unavailable(format!("the memory of Redis at {place} is full ({code})")),
        "MISCONF" => unavailable(format!("Redis at {place} cannot write to its disk ({code})")),
        "READONLY" => unavailable(format!(
            "Redis at {place} is a replica ({code}): give the address of the primary"
        )),
        _ if error.kind() == redis::ErrorKind::AuthenticationFailed => {
            denied(format!("Redis at {place} refused user and password"))
        }
        _ => unavailable(format!("Redis at {place} refused the command (code {code})")),
    }
}

/// Whether the first word of an error is a code. What a proxy says has none, and may begin with
/// anything.
fn is_code(word: &str) -> bool {
    (1..=MAX_CODE_BYTES).contains(&word.len()) && word.bytes().all(|it| it.is_ascii_uppercase())
}

/// Codes are short: the longest of Redis itself has 11 letters.
const MAX_CODE_BYTES: usize = 16;

fn lacks_a_right(code: &str, place: impl std::fmt::Display) -> StoreError {
    denied(format!(
        "the user at Redis at {place} lacks a right ({code}): see the ACL line in the \
         documentation of authing-session-redis"
    ))
}

/// The error for a key that holds something else than a session.
pub(crate) fn not_a_session(place: impl std::fmt::Display) -> StoreError {
    unreadable(format!(
        "what Redis at {place} holds under the session's key is no session: give the store a \
         prefix of its own, or remove the key"
    ))
}
