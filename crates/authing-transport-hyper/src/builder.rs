use std::time::Duration;

use crate::{
    BuildError, HyperTransport,
    tls::{Added, Roots},
    transport::Settings,
};

/// Settings of a [`HyperTransport`]; [`HyperTransport::builder`] makes one with the defaults.
#[derive(Clone, Debug)]
#[must_use = "call `build` to get a transport"]
pub struct HyperTransportBuilder {
    roots: Roots,
    pub(crate) settings: Settings,
}

impl HyperTransportBuilder {
    pub(crate) fn new() -> Self {
        Self {
            roots: Roots::new(),
            settings: Settings {
                connect_timeout: Duration::from_secs(10),
                timeout: Duration::from_secs(30),
                max_response_bytes: 1024 * 1024,
                max_idle_per_host: 128,
                idle_timeout: Duration::from_secs(30),
                allow_plain_http: false,
            },
        }
    }

    /// How long making a connection may take: name resolution, TCP and TLS together.
    ///
    /// Starts when a request finds no idle connection; longer is a
    /// [`Connect`](authing_transport::TransportErrorKind::Connect) error, and nothing was sent.
    /// Default: 10 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.settings.connect_timeout = limit;
        self
    }

    /// How long a whole exchange may take.
    ///
    /// Starts with the call of `send` and ends with the last byte of the response body; connecting
    /// is part of it. Longer is a [`Timeout`](authing_transport::TransportErrorKind::Timeout)
    /// error. [`Duration::MAX`] sets no limit. Default: 30 seconds.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.timeout = limit;
        self
    }

    /// How many bytes the body of a response may have.
    ///
    /// More is a [`Body`](authing_transport::TransportErrorKind::Body) error, which comes before
    /// the body is read if its length is announced. Default: 1 MiB.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.settings.max_response_bytes = limit;
        self
    }

    /// How many idle connections are kept for each host and port; 0 keeps none.
    ///
    /// Matters with HTTP/1.1 only, where each request in flight needs a connection of its own;
    /// HTTP/2 (feature `http2`) needs one for all. Default: 128.
    pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
        self.settings.max_idle_per_host = connections;
        self
    }

    /// How long a connection is kept after its last exchange.
    ///
    /// Keep it below the time after which the server or a gateway drops idle connections, commonly
    /// 60 seconds: a request on a connection that the server is just closing is lost with an
    /// [`Interrupted`](authing_transport::TransportErrorKind::Interrupted) error. Default: 30
    /// seconds.
    pub fn pool_idle_timeout(mut self, limit: Duration) -> Self {
        self.settings.idle_timeout = limit;
        self
    }

    /// Trusts also the certificates in this PEM text, such as those of a private CA.
    ///
    /// The text may hold several certificates; anything else in it is skipped.
    /// [`build`](Self::build) fails if it holds none.
    pub fn add_root_certificate_pem(mut self, pem: &[u8]) -> Self {
        self.roots.added.push(Added::Pem(pem.to_vec()));
        self
    }

    /// Trusts also this certificate in DER form, such as that of a private CA.
    pub fn add_root_certificate_der(mut self, der: &[u8]) -> Self {
        self.roots.added.push(Added::Der(der.to_vec()));
        self
    }

    /// Does not trust the bundled roots (those of Mozilla), but only what was or will be added.
    ///
    /// The order of the calls does not matter.
    pub fn without_bundled_roots(mut self) -> Self {
        self.roots.bundled = false;
        self
    }

    /// Trusts also the roots that the platform keeps, read once by [`build`](Self::build).
    ///
    /// Add [`without_bundled_roots`](Self::without_bundled_roots) to trust no others. The store of
    /// the platform is used, not its verifier, so its rules for single certificates do not apply.
    #[cfg(feature = "platform-roots")]
    pub fn platform_roots(mut self) -> Self {
        self.roots.platform = true;
        self
    }

    /// Allows plain `http://` to every host, so that anybody on the way can read and change
    /// requests, passwords and tokens included.
    ///
    /// Without this call, plain `http://` is allowed to loopback addresses (127.0.0.0/8 and ::1)
    /// and to the name `localhost`. That name is taken by its spelling: where it leads is for the
    /// resolver of the system to say.
    pub fn dangerous_allow_plain_http(mut self) -> Self {
        self.settings.allow_plain_http = true;
        self
    }

    /// Makes the transport. It connects to nothing yet.
    ///
    /// # Errors
    ///
    /// If an added root is not a certificate, if no root is trusted at all, or if the roots of the
    /// platform were asked for and cannot be read.
    pub fn build(self) -> Result<HyperTransport, BuildError> {
        Ok(HyperTransport::new(self.roots.client_config()?, self.settings))
    }
}
