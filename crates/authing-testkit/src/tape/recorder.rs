use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use authing_transport::time::{Clock, SharedClock};
use authing_transport::{SharedTransport, Transport, TransportError};
use bytes::Bytes;

use crate::redact::{FixtureMetadata, RawExchange, Redacted, Redaction};

/// A [`Transport`] around another that remembers every exchange, and makes a fixture of them that
/// can be committed.
///
/// Clones share the memory. Exchanges are in the order in which they began; one that was dropped
/// before its end is none.
///
/// ```
/// use authing_testkit::Recorder;
/// use authing_testkit::fixture::Source;
/// use authing_testkit::redact::{Redaction, FixtureMetadata};
/// use authing_transport::{InMemoryTransport, Transport, json_response};
/// use http::{Request, StatusCode};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = InMemoryTransport::from_fn(|_| json_response(StatusCode::OK, r#"{"code":200}"#));
/// let recorder = Recorder::new(server);
/// let request = Request::post("https://core.authing.cn/api/v2/sms/send")
///     .body(r#"{"phone":"13912345678"}"#.into())?;
/// recorder.send(request).await?;
///
/// let metadata = FixtureMetadata::new("send_sms", "success", Source::Sandbox);
/// let recorded = recorder.fixture(&Redaction::new(), &metadata);
/// assert!(recorded.fixture.to_canonical().contains("{{phone:1}}"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Recorder {
    inner: SharedTransport,
    clock: SharedClock,
    exchanges: Arc<Mutex<Vec<Option<RawExchange>>>>,
}

impl Recorder {
    /// Records what goes through `inner`, with the times of the system's clock.
    pub fn new(inner: impl Transport) -> Self {
        let (inner, clock) = (SharedTransport::new(inner), SharedClock::default());
        Self { inner, clock, exchanges: Arc::default() }
    }

    /// The clock that tells when an exchange happened: that of the sandbox, where one answers.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = SharedClock::new(clock);
        self
    }

    /// The exchanges so far, secrets and all.
    pub fn exchanges(&self) -> Vec<RawExchange> {
        self.lock().iter().flatten().cloned().collect()
    }

    /// A fixture of the exchanges so far.
    pub fn fixture(&self, redaction: &Redaction, metadata: &FixtureMetadata) -> Redacted {
        redaction.redact(metadata, &self.exchanges())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Option<RawExchange>>> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transport for Recorder {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let index = {
            let mut exchanges = self.lock();
            exchanges.push(None);
            exchanges.len() - 1
        };
        let (started, before) = (self.clock.now(), self.clock.monotonic());
        let outcome = self.inner.send(request.clone()).await;
        let mut exchange = match &outcome {
            Ok(response) => RawExchange::answered(request, response.clone()),
            Err(error) => RawExchange::failed(request, error.kind()),
        };
        exchange.started = Some(started);
        exchange.duration = Some(self.clock.monotonic().saturating_sub(before));
        self.lock()[index] = Some(exchange);
        outcome
    }

    fn timer(&self) -> Option<authing_transport::time::SharedSleep> {
        self.inner.timer()
    }
}

/// How many exchanges there were, and none of their contents.
impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("inner", &self.inner)
            .field("exchanges", &self.lock().len())
            .finish_non_exhaustive()
    }
}
