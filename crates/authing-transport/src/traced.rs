use std::{fmt, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Uri};
use tracing::{Level, debug, enabled};

use crate::{
    Transport, TransportError,
    time::{Clock, SharedClock, SharedSleep},
};

/// Records each exchange of the transport inside as one [`tracing`] event.
///
/// The event has the target `authing::transport`, the level debug, and these fields, of which the
/// absent ones are left out:
///
/// | Field | Value |
/// | --- | --- |
/// | `method`, `path` | of the request; the path without host and query |
/// | `status` | of the answer, a number |
/// | `service_code` | what the function of [`with_code`](Self::with_code) found in the answer |
/// | `error` | [the kind](crate::TransportErrorKind::as_str) if no answer came, or `cancelled` if nobody waited for one |
/// | `duration_us` | from the call until the complete answer, in microseconds |
///
/// Queries, headers, bodies and the causes of errors are never recorded: they may carry secrets.
/// When nobody listens, the cost is one atomic load.
#[derive(Clone)]
pub struct Traced<T> {
    inner: T,
    clock: SharedClock,
    code: Option<ServiceCode>,
}

/// Finds the code by which a service names an outcome inside its answer.
type ServiceCode = fn(&http::Response<Bytes>) -> Option<i64>;

const TARGET: &str = "authing::transport";

impl<T: Transport> Traced<T> {
    /// Records the exchanges of `inner`, with durations by the clock of the system.
    pub fn new(inner: T) -> Self {
        Self { inner, clock: SharedClock::default(), code: None }
    }

    /// Measures durations by the monotonic time of `clock`.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = SharedClock::new(clock);
        self
    }

    /// Records as `service_code` what `code` finds in an answer.
    ///
    /// The function sees every complete answer while somebody listens.
    #[must_use]
    pub fn with_code(mut self, code: fn(&http::Response<Bytes>) -> Option<i64>) -> Self {
        self.code = Some(code);
        self
    }
}

#[async_trait]
impl<T: Transport> Transport for Traced<T> {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if !enabled!(target: TARGET, Level::DEBUG) {
            return self.inner.send(request).await;
        }
        let mut record = Record {
            clock: &self.clock,
            start: self.clock.monotonic(),
            method: request.method().clone(),
            uri: request.uri().clone(),
            status: None,
            service_code: None,
            error: Some("cancelled"),
        };
        let result = self.inner.send(request).await;
        record.error = result.as_ref().err().map(|error| error.kind().as_str());
        if let Ok(response) = &result {
            record.status = Some(response.status().as_u16());
            record.service_code = self.code.and_then(|code| code(response));
        }
        result
    }

    fn timer(&self) -> Option<SharedSleep> {
        self.inner.timer()
    }
}

impl<T: fmt::Debug> fmt::Debug for Traced<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Traced").field("inner", &self.inner).finish_non_exhaustive()
    }
}

/// What is known of an exchange; its end, by an answer or by dropping the future, writes the event.
struct Record<'a> {
    clock: &'a SharedClock,
    start: Duration,
    method: Method,
    uri: Uri,
    status: Option<u16>,
    service_code: Option<i64>,
    error: Option<&'static str>,
}

impl Drop for Record<'_> {
    fn drop(&mut self) {
        let duration = self.clock.monotonic().saturating_sub(self.start);
        debug!(
            target: TARGET,
            method = self.method.as_str(),
            path = self.uri.path(),
            status = self.status,
            service_code = self.service_code,
            error = self.error,
            duration_us = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX),
            "exchange",
        );
    }
}
