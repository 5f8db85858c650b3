use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use authing_transport::{InMemoryTransport, SharedTransport, Transport, TransportError};
use bytes::Bytes;

/// A [`Transport`] around another that remembers what was asked.
///
/// Clones share the memory: give one to the client under test and keep the other.
///
/// ```
/// use authing_testkit::Capture;
/// use authing_transport::{Transport, json_response};
/// use http::StatusCode;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let capture = Capture::answering(json_response(StatusCode::OK, r#"{"code":200}"#));
/// let request = http::Request::get("https://example.com/api/v2/users/me").body("".into())?;
/// capture.send(request).await?;
/// assert_eq!(capture.requests()[0].uri().path(), "/api/v2/users/me");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Capture {
    inner: SharedTransport,
    requests: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl Capture {
    /// Remembers what goes through `inner`.
    pub fn new(inner: impl Transport) -> Self {
        Self { inner: SharedTransport::new(inner), requests: Arc::default() }
    }

    /// Answers every request with this response.
    pub fn answering(response: http::Response<Bytes>) -> Self {
        Self::new(InMemoryTransport::from_fn(move |_| response.clone()))
    }

    /// Every request so far, in the order in which they came, answered or not.
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.lock().clone()
    }

    /// The same, and forgets them.
    pub fn take(&self) -> Vec<http::Request<Bytes>> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<http::Request<Bytes>>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transport for Capture {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.lock().push(request.clone());
        self.inner.send(request).await
    }

    fn timer(&self) -> Option<authing_transport::time::SharedSleep> {
        self.inner.timer()
    }
}

/// How many requests there were, and none of their contents.
impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture")
            .field("inner", &self.inner)
            .field("requests", &self.lock().len())
            .finish()
    }
}
