use async_trait::async_trait;
use bytes::Bytes;
use http::header::HOST;
use http::uri::Scheme;
use http::{Request, Response, Uri};

use authing_transport::{SharedTransport, Transport, TransportError};

/// Tells a transport that its requests came over TLS: HTTP/1.1 names neither scheme nor host in the
/// request's target, so that what they asked for would read as `http`.
#[derive(Debug)]
pub(super) struct OverTls(pub(super) SharedTransport);

#[async_trait]
impl Transport for OverTls {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if let Some(uri) = absolute(&request) {
            *request.uri_mut() = uri;
        }
        self.0.send(request).await
    }
}

/// The whole of what was asked for; `None` where the target says so already, or the request does
/// not say which host it is for.
fn absolute(request: &Request<Bytes>) -> Option<Uri> {
    if request.uri().scheme().is_some() {
        return None;
    }
    let mut parts = request.uri().clone().into_parts();
    parts.scheme = Some(Scheme::HTTPS);
    parts.authority = Some(request.headers().get(HOST)?.to_str().ok()?.parse().ok()?);
    Uri::from_parts(parts).ok()
}
