mod over_tls;

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use authing_transport::{SharedTransport, Transport};

use crate::answer::http_error;
use over_tls::OverTls;

/// The longest request body that is read, in bytes.
const MAX_REQUEST_BYTES: usize = 1024 * 1024;

/// How long a client may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// A server that puts any [`Transport`] on a port of this machine, over HTTP/1.1 and HTTP/2, with
/// or without TLS.
///
/// It answers until it is dropped. Each request carries its peer's address as an extension of
/// type [`SocketAddr`].
///
/// ```
/// use authing_sandbox::{LoopbackServer, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = LoopbackServer::start(Sandbox::new()).await?;
/// assert!(server.base_url().starts_with("http://127.0.0.1:"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct LoopbackServer {
    address: SocketAddr,
    is_tls: bool,
    stop: watch::Sender<bool>,
}

impl LoopbackServer {
    /// Serves a transport on a free port of `127.0.0.1`.
    ///
    /// # Errors
    ///
    /// [`ServeError::Listen`].
    pub async fn start(transport: impl Transport) -> Result<Self, ServeError> {
        Self::builder().start(transport).await
    }

    /// A server with options.
    pub fn builder() -> LoopbackServerBuilder {
        LoopbackServerBuilder::default()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL to give to a client.
    pub fn base_url(&self) -> String {
        let scheme = if self.is_tls { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }
}

impl Drop for LoopbackServer {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Makes a [`LoopbackServer`].
#[derive(Debug)]
#[must_use = "call `start` to get the server"]
pub struct LoopbackServerBuilder {
    address: SocketAddr,
    beyond_loopback: bool,
    tls: Option<Tls>,
}

impl Default for LoopbackServerBuilder {
    fn default() -> Self {
        Self {
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            beyond_loopback: false,
            tls: None,
        }
    }
}

impl LoopbackServerBuilder {
    /// Where to listen; port 0 takes a free one. Default: `127.0.0.1:0`.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Allows an address that other machines can reach. The sandbox protects nothing: whoever
    /// reaches it reads its users, codes and tokens.
    pub fn dangerous_allow_beyond_loopback(mut self) -> Self {
        self.beyond_loopback = true;
        self
    }

    /// Serves HTTPS with a certificate chain and its private key, both as PEM.
    ///
    /// # Errors
    ///
    /// [`ServeError::Tls`] when either is malformed or they do not belong together.
    pub fn tls(mut self, chain_pem: &[u8], key_pem: &[u8]) -> Result<Self, ServeError> {
        let refused = |error: rustls::pki_types::pem::Error| ServeError::Tls(Box::new(error));
        let chain = CertificateDer::pem_slice_iter(chain_pem)
            .collect::<Result<Vec<_>, _>>()
            .map_err(refused)?;
        let key = PrivateKeyDer::from_pem_slice(key_pem).map_err(refused)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map(|builder| builder.with_no_client_auth())
            .and_then(|builder| builder.with_single_cert(chain, key))
            .map_err(|error| ServeError::Tls(Box::new(error)))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        self.tls = Some(Tls(TlsAcceptor::from(Arc::new(config))));
        Ok(self)
    }

    /// Begins to listen and to answer.
    ///
    /// # Errors
    ///
    /// [`ServeError::NotLoopback`] and [`ServeError::Listen`].
    pub async fn start(self, transport: impl Transport) -> Result<LoopbackServer, ServeError> {
        if !self.address.ip().is_loopback() && !self.beyond_loopback {
            return Err(ServeError::NotLoopback(self.address));
        }
        let listen = |source| ServeError::Listen { address: self.address, source };
        let listener = TcpListener::bind(self.address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (stop, stopped) = watch::channel(false);
        let is_tls = self.tls.is_some();
        let mut transport = SharedTransport::new(transport);
        if is_tls {
            transport = SharedTransport::new(OverTls(transport));
        }
        tokio::spawn(accept(listener, transport, self.tls, stopped));
        Ok(LoopbackServer { address, is_tls, stop })
    }
}

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address can be reached from other machines, and that was not allowed.
    #[error("{0} can be reached from other machines: listen on 127.0.0.1, or allow it explicitly")]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The certificate or its key is of no use.
    #[error("the TLS certificate and key are of no use")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

#[derive(Clone)]
struct Tls(TlsAcceptor);

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls([redacted])")
    }
}

/// Takes connections until told to stop.
async fn accept(
    listener: TcpListener,
    transport: SharedTransport,
    tls: Option<Tls>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let stream = tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            accepted = listener.accept() => accepted,
        };
        // A connection that is gone before it was taken, or too many open files: the next may do.
        let Ok((stream, peer)) = stream else {
            tokio::task::yield_now().await;
            continue;
        };
        let (transport, tls, stopped) = (transport.clone(), tls.clone(), stopped.clone());
        tokio::spawn(connection(stream, peer, transport, tls, stopped));
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    transport: SharedTransport,
    tls: Option<Tls>,
    stopped: watch::Receiver<bool>,
) {
    // Only a delay is lost without it.
    let _ = stream.set_nodelay(true);
    match tls {
        None => talk(stream, peer, transport, stopped).await,
        Some(Tls(acceptor)) => {
            let handshake = tokio::time::timeout(HEAD_TIMEOUT, acceptor.accept(stream));
            if let Ok(Ok(stream)) = handshake.await {
                talk(stream, peer, transport, stopped).await;
            }
        }
    }
}

/// Answers the requests of one connection. What goes wrong on it ends it and nothing else.
async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    transport: SharedTransport,
    mut stopped: watch::Receiver<bool>,
) {
    let service = service_fn(move |request| exchange(transport.clone(), peer, request));
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    builder.http2().timer(TokioTimer::new());
    let serving = builder.serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        _ = stopped.wait_for(|stop| *stop) => {}
        _ = serving => {}
    }
}

async fn exchange(
    transport: SharedTransport,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let response = match Limited::new(body, MAX_REQUEST_BYTES).collect().await {
        Err(_) => {
            let message = "the body cannot be read, or is longer than 1 MiB";
            http_error(StatusCode::PAYLOAD_TOO_LARGE, message, Value::Null)
        }
        Ok(body) => {
            let mut request = Request::from_parts(parts, body.to_bytes());
            request.extensions_mut().insert(peer);
            transport.send(request).await.unwrap_or_else(|error| {
                http_error(StatusCode::BAD_GATEWAY, &error.to_string(), Value::Null)
            })
        }
    };
    Ok(response.map(Full::new))
}
