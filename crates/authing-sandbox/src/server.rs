mod accept;
mod body;
mod connection;
mod limits;
mod over_tls;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;

use authing_transport::{SharedTransport, Transport};

use limits::BodyLimits;
use over_tls::OverTls;

/// A server that puts any [`Transport`] on a port of this machine, over HTTP/1.1 and HTTP/2, with
/// or without TLS.
///
/// It answers until it is dropped. Each request carries its peer's address as an extension of
/// type [`SocketAddr`].
///
/// It bounds what a client can take: the head of a request is at most 64 KiB and comes within 10
/// seconds (HTTP 431 and the end of the connection), the body at most
/// [`max_request_bytes`](LoopbackServerBuilder::max_request_bytes), or
/// [`max_state_bytes`](LoopbackServerBuilder::max_state_bytes) for `PUT /_sandbox/state` (413), within
/// 30 seconds (408), a connection without a request ends after 60 seconds, and there are at most
/// [`max_connections`](LoopbackServerBuilder::max_connections), beyond which others are told 503.
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
    max_connections: usize,
    limits: BodyLimits,
}

impl Default for LoopbackServerBuilder {
    fn default() -> Self {
        Self {
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            beyond_loopback: false,
            tls: None,
            max_connections: 1024,
            limits: BodyLimits::default(),
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

    /// How many connections are served at a time. Default: 1024.
    pub fn max_connections(mut self, count: usize) -> Self {
        self.max_connections = count;
        self
    }

    /// How long the body of a request may be, in bytes. Up to 32 bodies of that length are read at a
    /// time. Default: 1 MiB.
    pub fn max_request_bytes(mut self, bytes: usize) -> Self {
        self.limits.request = bytes;
        self
    }

    /// How long a state may be that is put back with `PUT /_sandbox/state`, in bytes; it may be no
    /// less than [`max_request_bytes`](Self::max_request_bytes), which holds where it is greater. One
    /// such body is read at a time. Default: 256 MiB, for some 200,000 users.
    pub fn max_state_bytes(mut self, bytes: usize) -> Self {
        self.limits.state = bytes;
        self
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
        let server = Arc::new(Server {
            transport,
            tls: self.tls,
            on_loopback: address.ip().is_loopback(),
            places: Arc::new(Semaphore::new(self.max_connections.min(Semaphore::MAX_PERMITS))),
            refusals: Arc::new(Semaphore::new(accept::MAX_REFUSALS)),
            short_bodies: Semaphore::new(connection::SHORT_BODIES),
            long_bodies: Semaphore::new(connection::LONG_BODIES),
            states: Semaphore::new(1),
            limits: self.limits,
        });
        tokio::spawn(accept::accept(listener, server, stopped));
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

/// What the connections of a server share.
struct Server {
    transport: SharedTransport,
    tls: Option<Tls>,
    on_loopback: bool,
    /// One for each connection that is served.
    places: Arc<Semaphore>,
    /// One for each connection that is being told that there is no place.
    refusals: Arc<Semaphore>,
    /// One for each body that is being read.
    short_bodies: Semaphore,
    long_bodies: Semaphore,
    states: Semaphore,
    limits: BodyLimits,
}
