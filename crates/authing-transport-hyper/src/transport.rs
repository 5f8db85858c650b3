use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use authing_transport::time::SharedSleep;
use authing_transport::{Transport, TransportError};
use bytes::Bytes;
use http::{
    HeaderMap, Method, Request, Response, StatusCode, Version,
    header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION},
};
use http_body_util::Full;
use hyper_util::{
    client::legacy::{Client, connect::Connect},
    rt::{TokioExecutor, TokioTimer},
};
use tokio::time::Instant;

use crate::limits::{LimitSettings, Limits};
use crate::proxy::Proxies;
use crate::sleep::TokioSleep;
use crate::{body, builder::HyperTransportBuilder, connector::Connector, error, target};

/// A [`Transport`] over hyper and rustls, with a pool of connections.
///
/// Clones share the pool. A pool belongs to the runtime in which it is used, which must be a tokio
/// runtime with I/O and time enabled; do not keep a transport for longer than the runtime.
#[derive(Clone)]
pub struct HyperTransport {
    client: Client<Connector, Full<Bytes>>,
    limits: Arc<Limits>,
    proxies: Arc<Proxies>,
    settings: Settings,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) connect_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) max_idle_per_host: usize,
    pub(crate) idle_timeout: Duration,
    pub(crate) allow_plain_http: bool,
    pub(crate) in_flight: LimitSettings,
    pub(crate) slot_timeout: Duration,
}

impl HyperTransport {
    /// Starts with the defaults: bundled roots, TLS required beyond loopback, 10 seconds to
    /// connect, 30 seconds for an exchange, 1 MiB for a response body.
    pub fn builder() -> HyperTransportBuilder {
        HyperTransportBuilder::new()
    }

    pub(crate) fn new(connector: Connector, proxies: Arc<Proxies>, settings: Settings) -> Self {
        let client = client(connector, settings);
        let limits = Arc::new(Limits::new(settings.in_flight));
        Self { client, limits, proxies, settings }
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let is_head = request.method() == Method::HEAD;
        let response =
            self.client.request(request.map(Full::new)).await.map_err(error::classify)?;
        let (parts, body) = response.into_parts();
        let announced = !is_head && parts.status != StatusCode::NOT_MODIFIED;
        let body = body::read(body, announced, self.settings.max_response_bytes).await?;
        Ok(Response::from_parts(parts, body))
    }
}

#[async_trait]
impl Transport for HyperTransport {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        prepare(&mut request, self.settings)?;
        if let Err(error) = self.proxies.proxy_for(request.uri()) {
            return Err(TransportError::invalid_request(error.clone()));
        }
        let Settings { timeout: limit, slot_timeout, .. } = self.settings;
        let start = Instant::now();
        let _slot = self.limits.acquire(request.uri(), slot_timeout.min(limit)).await?;
        let rest = limit.saturating_sub(start.elapsed());
        match tokio::time::timeout(rest, self.exchange(request)).await {
            Ok(result) => result,
            Err(_) => Err(TransportError::timeout(ExchangeTimeout { limit })),
        }
    }

    fn timer(&self) -> Option<SharedSleep> {
        Some(SharedSleep::new(TokioSleep::new()))
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport")
            .field("settings", &self.settings)
            .field("proxies", &self.proxies)
            .finish_non_exhaustive()
    }
}

/// A client with these settings, over whatever makes its connections.
fn client<C: Connect + Clone>(connector: C, settings: Settings) -> Client<C, Full<Bytes>> {
    let max_idle =
        settings.max_idle_per_host.min(settings.in_flight.per_host.unwrap_or(usize::MAX));
    let mut builder = Client::builder(TokioExecutor::new());
    // Without pings, a dead HTTP/2 connection would swallow one request after the other.
    #[cfg(feature = "http2")]
    builder
        .http2_keep_alive_interval(HTTP2_PING_INTERVAL)
        .http2_keep_alive_timeout(HTTP2_PING_TIMEOUT);
    builder
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(settings.idle_timeout)
        .pool_max_idle_per_host(max_idle)
        // Repeats only what was never written: a pooled connection that the server had closed
        // before the first byte of the request.
        .retry_canceled_requests(true)
        .build(connector)
}

/// Refuses what may not leave, and makes the rest ready to.
fn prepare(request: &mut Request<Bytes>, settings: Settings) -> Result<(), TransportError> {
    target::check(request, settings.allow_plain_http).map_err(TransportError::invalid_request)?;
    // The version is agreed with the server; hyper refuses a request that insists on another.
    *request.version_mut() = Version::HTTP_11;
    mark_sensitive(request.headers_mut());
    Ok(())
}

/// Keeps credentials out of the compression tables of HTTP/2, and out of anybody's `Debug`.
fn mark_sensitive(headers: &mut HeaderMap) {
    for (name, value) in headers {
        if name == AUTHORIZATION || name == PROXY_AUTHORIZATION || name == COOKIE {
            value.set_sensitive(true);
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no complete answer within {limit:?}")]
struct ExchangeTimeout {
    limit: Duration,
}

#[cfg(feature = "http2")]
const HTTP2_PING_INTERVAL: Duration = Duration::from_secs(20);
#[cfg(feature = "http2")]
const HTTP2_PING_TIMEOUT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests;
