//! Making the connection under the TLS: to the server, or to a proxy that makes a tunnel.

use std::{
    error::Error,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::ClientConfig;
use tower_service::Service;

use crate::{
    proxy::{Proxies, Proxy},
    stream::Stream,
    tunnel,
};

/// Connects to the host of a URI, straight or through a proxy.
#[derive(Clone)]
pub(crate) struct Dialer {
    tcp: HttpConnector,
    by_proxy: Option<ByProxy>,
}

#[derive(Clone)]
struct ByProxy {
    proxies: Arc<Proxies>,
    /// To the proxies themselves, by a dialer without any: its connections are of the same type as
    /// those to servers, so that TLS and HTTP over them are compiled once.
    connector: Box<HttpsConnector<Dialer>>,
}

pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// A proxy could not be used; the cause says why.
#[derive(Debug, thiserror::Error)]
#[error("no tunnel through the proxy {proxy}")]
struct ProxyFailed {
    proxy: Arc<Proxy>,
    source: BoxError,
}

impl Dialer {
    pub(crate) fn new(limit: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        // The scheme is checked before a request comes here.
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        // Divided among the addresses of a name, so that a dead one does not use up the limit.
        tcp.set_connect_timeout(Some(limit));
        Self { tcp, by_proxy: None }
    }

    /// With this TLS for proxies that want it themselves.
    pub(crate) fn with_proxies(mut self, proxies: Arc<Proxies>, tls: ClientConfig) -> Self {
        let builder = HttpsConnectorBuilder::new().with_tls_config(tls);
        let direct = Self { by_proxy: None, ..self.clone() };
        let connector = builder.https_or_http().enable_http1().wrap_connector(direct);
        self.by_proxy = Some(ByProxy { proxies, connector: Box::new(connector) });
        self
    }

    /// The proxy on the way to this target, if there is one.
    pub(crate) fn proxy_for(&self, target: &Uri) -> Result<Option<Arc<Proxy>>, BoxError> {
        let Some(ByProxy { proxies, .. }) = &self.by_proxy else { return Ok(None) };
        match proxies.proxy_for(target) {
            Ok(proxy) => Ok(proxy.cloned()),
            Err(error) => Err(error.clone().into()),
        }
    }
}

impl Service<Uri> for Dialer {
    type Response = Stream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        match (self.proxy_for(&target), &self.by_proxy) {
            (Ok(Some(proxy)), Some(by_proxy)) => {
                let tunnel = through((*by_proxy.connector).clone(), proxy.clone(), target);
                Box::pin(async move {
                    tunnel.await.map_err(|source| ProxyFailed { proxy, source }.into())
                })
            }
            (Ok(_), _) => {
                let connecting = self.tcp.call(target);
                Box::pin(async move { Ok(Stream::Direct(connecting.await?)) })
            }
            (Err(error), _) => Box::pin(async move { Err(error) }),
        }
    }
}

async fn through(
    mut connector: HttpsConnector<Dialer>,
    proxy: Arc<Proxy>,
    target: Uri,
) -> Result<Stream, BoxError> {
    poll_fn(|context| connector.poll_ready(context)).await?;
    let io = connector.call(proxy.uri().clone()).await?;
    Ok(Stream::Tunnel(tunnel::open(io, &proxy, &target).await?))
}
