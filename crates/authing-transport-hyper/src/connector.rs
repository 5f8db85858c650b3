//! Making a connection: TCP, a tunnel if there is a proxy, then TLS, all within one time limit.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use rustls::ClientConfig;
use tokio::time::timeout;
use tower_service::Service;

use crate::{
    dialer::{BoxError, Dialer},
    proxy::Proxy,
    stream::Stream,
};

/// Connects to the host of a URI, with TLS for `https`, and fails when that takes too long.
#[derive(Clone)]
pub(crate) struct Connector {
    dialer: Dialer,
    inner: HttpsConnector<Dialer>,
    limit: Duration,
}

impl Connector {
    /// `tls` is for the servers; the dialer has its own for proxies.
    pub(crate) fn new(tls: ClientConfig, dialer: Dialer, limit: Duration) -> Self {
        let inner = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http();
        #[cfg(feature = "http2")]
        let inner = inner.enable_all_versions();
        #[cfg(not(feature = "http2"))]
        let inner = inner.enable_http1();
        let inner = inner.wrap_connector(dialer.clone());
        Self { dialer, inner, limit }
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<Stream>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let limit = self.limit;
        let proxy = self.dialer.proxy_for(&uri).ok().flatten();
        let connecting = self.inner.call(uri);
        Box::pin(async move {
            timeout(limit, connecting).await.unwrap_or_else(|_| {
                Err(match proxy {
                    Some(proxy) => ConnectTimeout::Through { proxy, limit },
                    None => ConnectTimeout::Direct { limit },
                }
                .into())
            })
        })
    }
}

#[derive(Debug, thiserror::Error)]
enum ConnectTimeout {
    #[error("no connection within {limit:?}")]
    Direct { limit: Duration },
    #[error("no connection through the proxy {proxy} within {limit:?}")]
    Through { proxy: Arc<Proxy>, limit: Duration },
}
