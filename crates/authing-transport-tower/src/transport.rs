use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use authing_transport::time::{SharedSleep, Sleep};
use authing_transport::{Transport, TransportError, TransportErrorKind};
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt as _, Full, Limited};
use tower_service::Service;

use crate::BoxError;

/// A tower `Service` from `http::Request<B>` to `http::Response<_>`, as a [`Transport`].
///
/// `B` is the service's request body, made of [`Bytes`]: `Full<Bytes>`, `axum::body::Body`,
/// `reqwest::Body`, `Bytes` itself. It follows from the service where that takes only one.
///
/// Each call clones the service, waits until the clone is ready, and calls that clone. So limits hold
/// that clones share, as those of `tower::limit::ConcurrencyLimit` do. Dropping the future of a call
/// drops the future of the service.
///
/// ```
/// use authing_transport::Transport as _;
/// use authing_transport_tower::TowerTransport;
/// use bytes::Bytes;
/// use http::{Request, Response};
/// use http_body_util::Full;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = tower::service_fn(async |request: Request<Full<Bytes>>| {
///     let path = Bytes::from(request.uri().path().to_owned());
///     Ok::<_, std::io::Error>(Response::new(Full::new(path)))
/// });
/// let transport = TowerTransport::new(service);
/// let request = Request::get("https://core.authing.cn/api/v2/users/me").body(Bytes::new())?;
/// assert_eq!(transport.send(request).await?.body(), "/api/v2/users/me");
/// # Ok(())
/// # }
/// ```
pub struct TowerTransport<S, B = Full<Bytes>> {
    /// Services need not be `Sync`. The lock is held while one is cloned.
    service: Mutex<S>,
    max_response_bytes: usize,
    classify: Arc<Classify>,
    timer: Option<SharedSleep>,
    body: PhantomData<fn(Bytes) -> B>,
}

type Classify = dyn Fn(&(dyn Error + Send + Sync + 'static)) -> TransportErrorKind + Send + Sync;

impl<S, B> TowerTransport<S, B> {
    /// Sends through `service`. What it must do and must not is in the [crate's documentation](crate).
    pub fn new<A>(service: S) -> Self
    where
        S: Service<Request<B>, Response = Response<A>>,
    {
        Self {
            service: Mutex::new(service),
            max_response_bytes: 1024 * 1024,
            classify: Arc::new(|_| TransportErrorKind::Other),
            timer: None,
            body: PhantomData,
        }
    }

    /// Tells by an error of a call what the server may have seen. Default:
    /// [`Other`](TransportErrorKind::Other) for every error, so that nothing is taken for unseen.
    ///
    /// Give [`Connect`](TransportErrorKind::Connect) and
    /// [`InvalidRequest`](TransportErrorKind::InvalidRequest) only where nothing can have reached the
    /// server: the request will be repeated. Layers put errors into boxes and sources, so look there too.
    ///
    /// Not asked for: errors of a service that does not get ready, which are `Connect` since it was not
    /// called; those of reading the response, which are [`Body`](TransportErrorKind::Body); and
    /// [`TransportError`]s, which stay as they are.
    #[must_use]
    pub fn classify(
        mut self,
        kind: impl Fn(&(dyn Error + Send + Sync + 'static)) -> TransportErrorKind
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.classify = Arc::new(kind);
        self
    }

    /// How many bytes the body of a response may have. Default: 1 MiB.
    ///
    /// More is a [`Body`](TransportErrorKind::Body) error, which comes before the body is read if its
    /// length is known.
    #[must_use]
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// How to wait in the runtime that the service needs, which a client limits and repeats its calls
    /// by: see [`Transport::timer`]. Default: none.
    #[must_use]
    pub fn with_timer(mut self, timer: impl Sleep) -> Self {
        self.timer = Some(SharedSleep::new(timer));
        self
    }

    fn failed(&self, error: impl Into<BoxError>) -> TransportError {
        match error.into().downcast::<TransportError>() {
            Ok(error) => *error,
            Err(error) => TransportError::new((self.classify)(&*error), error),
        }
    }
}

impl<S: Clone, B> TowerTransport<S, B> {
    /// The service as it was given: readiness is that of each clone.
    fn service(&self) -> S {
        self.service.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl<S, B, A> Transport for TowerTransport<S, B>
where
    S: Service<Request<B>, Response = Response<A>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: From<Bytes> + Send + 'static,
    A: Body + Send,
    A::Data: Send,
    A::Error: Into<BoxError>,
{
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let uri = request.uri();
        if uri.scheme().is_none() || uri.host().is_none_or(str::is_empty) {
            return Err(TransportError::invalid_request(NoHost));
        }
        let mut service = self.service();
        // A service that is not ready has not seen the request.
        let ready = poll_fn(|context| service.poll_ready(context)).await;
        ready.map_err(TransportError::connect)?;
        let answer = service.call(request.map(B::from)).await;
        let (head, body) = answer.map_err(|error| self.failed(error))?.into_parts();
        let body = read(body, self.max_response_bytes).await?;
        Ok(Response::from_parts(head, body))
    }

    fn timer(&self) -> Option<SharedSleep> {
        self.timer.clone()
    }
}

async fn read<A>(body: A, limit: usize) -> Result<Bytes, TransportError>
where
    A: Body + Send,
    A::Data: Send,
    A::Error: Into<BoxError>,
{
    if usize::try_from(body.size_hint().lower()).is_ok_and(|least| least <= limit) {
        let whole = Limited::new(body, limit).collect().await.map_err(TransportError::body)?;
        return Ok(whole.to_bytes());
    }
    Err(TransportError::body(TooLarge { limit }))
}

impl<S: Clone, B> Clone for TowerTransport<S, B> {
    fn clone(&self) -> Self {
        Self {
            service: Mutex::new(self.service()),
            max_response_bytes: self.max_response_bytes,
            classify: Arc::clone(&self.classify),
            timer: self.timer.clone(),
            body: PhantomData,
        }
    }
}

impl<S, B> fmt::Debug for TowerTransport<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("TowerTransport");
        shown.field("max_response_bytes", &self.max_response_bytes).finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the URI has no scheme or no host")]
struct NoHost;

#[derive(Debug, thiserror::Error)]
#[error("more than {limit} bytes are announced")]
struct TooLarge {
    limit: usize,
}
