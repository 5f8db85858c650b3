//! The log of requests: what was asked, and what came of it.

mod entry;
mod redact;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, Request, Response};

use authing_transport::TransportError;
use authing_transport::time::Clock as _;

use crate::SandboxClock;

pub use entry::LogEntry;

/// The requests that a sandbox was sent, but for those of its control surface. Clones are handles
/// on the same log.
///
/// It keeps the newest [`CAPACITY`](Self::CAPACITY). Of bodies and queries it shows only what is on
/// a list of harmless keys; all else, passwords, codes and tokens among it, is `[redacted]`.
///
/// ```
/// use authing_api::OperationExt as _;
/// use authing_api::operations::SendSms;
/// use authing_sandbox::Sandbox;
/// use authing_transport::Transport as _;
/// use authing_types::Phone;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::new();
/// let sms = SendSms::new(Phone::parse("18812348888")?);
/// sandbox.send(sms.to_http(&sandbox.context(), None)?).await?;
/// let entry = &sandbox.log().entries()[0];
/// assert_eq!((entry.operation, entry.code), (Some("send_sms"), Some(200)));
/// assert_eq!(entry.request["phone"], "18812348888");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct RequestLog(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// How often it was reset. Numbers begin anew then, and a call from before must end no entry
    /// of now.
    resets: u64,
    next_number: u64,
    kept: VecDeque<Kept>,
}

/// A request that was noted: which of those since which reset.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noted {
    resets: u64,
    number: u64,
}

/// A request as it is kept: reading it is left to whoever looks at the log.
struct Kept {
    number: u64,
    at: SystemTime,
    /// The clock's monotonic reading.
    begun: Duration,
    method: Method,
    /// Path and query, where they are not too long.
    target: Option<String>,
    is_form: bool,
    body: Body,
    end: Option<End>,
}

struct End {
    took: Duration,
    /// The status and body of the reply, or the name of the transport's error.
    outcome: Result<(u16, Body), &'static str>,
    fault: Option<&'static str>,
}

/// A body, or the length of one that is too long to keep.
enum Body {
    Kept(Bytes),
    TooLong(usize),
}

impl RequestLog {
    /// How many requests are kept; when there are more, the oldest is forgotten.
    pub const CAPACITY: usize = 1000;

    /// How long a body may be to be kept, in bytes. Of a longer one the log shows the length.
    pub const MAX_BODY: usize = 8 * 1024;

    /// What is kept, the oldest first.
    pub fn entries(&self) -> Vec<LogEntry> {
        self.state().kept.iter().map(LogEntry::read).collect()
    }

    /// Forgets all requests. Their numbers are not used again.
    pub fn clear(&self) {
        self.state().kept.clear();
    }

    /// Forgets all requests, and begins to count anew.
    pub(crate) fn reset(&self) {
        let mut state = self.state();
        *state = State { resets: state.resets + 1, ..State::default() };
    }

    /// Notes a request that came.
    pub(crate) fn begin(&self, request: &Request<Bytes>, clock: &SandboxClock) -> Noted {
        const MAX_TARGET: usize = 2 * 1024;
        let target = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
        let (at, begun) = (clock.now(), clock.monotonic());
        let mut state = self.state();
        state.next_number += 1;
        let number = state.next_number;
        if state.kept.len() == Self::CAPACITY {
            state.kept.pop_front();
        }
        state.kept.push_back(Kept {
            number,
            at,
            begun,
            method: request.method().clone(),
            target: (target.len() <= MAX_TARGET).then(|| target.to_owned()),
            is_form: is_form(request.headers()),
            body: Body::of_request(request.body()),
            end: None,
        });
        Noted { resets: state.resets, number }
    }

    /// Notes what came of a request, if it is still kept.
    pub(crate) fn end(
        &self,
        Noted { resets, number }: Noted,
        clock: &SandboxClock,
        result: &Result<Response<Bytes>, TransportError>,
        fault: Option<&'static str>,
    ) {
        let now = clock.monotonic();
        let mut state = self.state();
        if state.resets != resets {
            return;
        }
        // Numbers rise without gaps but for a clear, so the place is known from the newest.
        let from_end = state.next_number.saturating_sub(number);
        let index =
            usize::try_from(from_end).ok().and_then(|n| state.kept.len().checked_sub(n + 1));
        let Some(kept) = index.and_then(|index| state.kept.get_mut(index)) else {
            return;
        };
        if kept.number != number {
            return;
        }
        let outcome = match result {
            Ok(response) => Ok((response.status().as_u16(), Body::of_reply(response.body()))),
            Err(error) => Err(error.kind().as_str()),
        };
        kept.end = Some(End { took: now.saturating_sub(kept.begun), outcome, fault });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Body {
    /// The body of a request: a clone would keep all of the buffer that it was read into.
    fn of_request(body: &Bytes) -> Self {
        Self::of(body, |body| Bytes::copy_from_slice(body))
    }

    /// The body of a reply, whose buffer holds nothing else.
    fn of_reply(body: &Bytes) -> Self {
        Self::of(body, Bytes::clone)
    }

    fn of(body: &Bytes, keep: impl FnOnce(&Bytes) -> Bytes) -> Self {
        if body.len() > RequestLog::MAX_BODY {
            Self::TooLong(body.len())
        } else {
            Self::Kept(keep(body))
        }
    }
}

/// What is kept is not redacted yet.
impl fmt::Debug for RequestLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestLog").field("kept", &self.state().kept.len()).finish_non_exhaustive()
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    value.is_some_and(|value| value.starts_with(b"application/x-www-form-urlencoded"))
}
