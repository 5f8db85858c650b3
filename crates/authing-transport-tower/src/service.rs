use std::pin::Pin;
use std::task::{Context, Poll};

use authing_transport::{SharedTransport, Transport, TransportError};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower_service::Service;

/// A [`Transport`] as a tower `Service`, so that layers of tower can stand around it.
///
/// It is always ready; limits are for layers. Clones share the transport.
///
/// ```
/// use authing_transport::{InMemoryTransport, SharedTransport};
/// use authing_transport_tower::{TowerTransport, TransportService};
/// use tower::ServiceBuilder;
///
/// // At most eight calls at once.
/// let limited = ServiceBuilder::new()
///     .concurrency_limit(8)
///     .service(TransportService::new(InMemoryTransport::new()));
/// let transport = SharedTransport::new(TowerTransport::new(limited));
/// ```
#[derive(Clone, Debug)]
pub struct TransportService(SharedTransport);

impl TransportService {
    /// Sends what it is called with through `transport`.
    pub fn new(transport: impl Transport) -> Self {
        Self(SharedTransport::new(transport))
    }
}

impl Service<Request<Bytes>> for TransportService {
    type Response = Response<Full<Bytes>>;
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let transport = self.0.clone();
        Box::pin(async move { Ok(transport.send(request).await?.map(Full::new)) })
    }
}
