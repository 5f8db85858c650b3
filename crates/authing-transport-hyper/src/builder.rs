use std::{sync::Arc, time::Duration};

use crate::{
    BuildError, HyperTransport,
    connector::Connector,
    dialer::Dialer,
    error::Problem,
    limits::LimitSettings,
    pins::Pin,
    proxy::{Credentials, ProxySettings, Source},
    tls::{Added, Roots},
    transport::Settings,
};

/// Settings of a [`HyperTransport`]; [`HyperTransport::builder`] makes one with the defaults.
#[derive(Clone, Debug)]
#[must_use = "call `build` to get a transport"]
pub struct HyperTransportBuilder {
    roots: Roots,
    /// Texts that are still to be read.
    pins: Vec<String>,
    proxy: ProxySettings,
    pub(crate) settings: Settings,
}

impl HyperTransportBuilder {
    pub(crate) fn new() -> Self {
        Self {
            roots: Roots::new(),
            pins: Vec::new(),
            proxy: ProxySettings::default(),
            settings: Settings {
                connect_timeout: Duration::from_secs(10),
                timeout: Duration::from_secs(30),
                max_response_bytes: 1024 * 1024,
                max_idle_per_host: 128,
                idle_timeout: Duration::from_secs(30),
                allow_plain_http: false,
                in_flight: LimitSettings::default(),
                slot_timeout: Duration::from_secs(10),
            },
        }
    }

    /// How long making a connection may take: name resolution, TCP, the tunnel of a proxy and TLS
    /// together.
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
    /// Starts with the call of `send` and ends with the last byte of the response body; waiting for
    /// a slot and connecting are part of it. Longer is a [`Timeout`](authing_transport::TransportErrorKind::Timeout)
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

    /// How many requests to one host and port may be in flight at once; the others wait.
    ///
    /// A request is in flight until its response has been read to the end, or the call is dropped.
    /// With HTTP/1.1 each has a connection of its own, so this bounds the connections in use, and
    /// no more than this many idle ones are kept. With HTTP/2 it bounds the streams of the
    /// connection. 0 is refused by [`build`](Self::build). Default: no limit.
    pub fn max_in_flight_per_host(mut self, requests: usize) -> Self {
        self.settings.in_flight.per_host = Some(requests);
        self
    }

    /// How many requests may be in flight at once, to all hosts together; the others wait.
    ///
    /// Otherwise like [`max_in_flight_per_host`](Self::max_in_flight_per_host). Default: no limit.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.settings.in_flight.total = Some(requests);
        self
    }

    /// How long a request may wait for others to end, where the number in flight is limited.
    ///
    /// First come, first served. Longer, or longer than [`timeout`](Self::timeout), is a
    /// [`Connect`](authing_transport::TransportErrorKind::Connect) error: nothing was sent.
    /// Default: 10 seconds.
    pub fn slot_timeout(mut self, limit: Duration) -> Self {
        self.settings.slot_timeout = limit;
        self
    }

    /// Sends requests through this proxy, whatever the environment says.
    ///
    /// The URL is `http://host:port` for a proxy that is spoken to in clear, or `https://` for one
    /// that is spoken to over TLS, which must have a certificate by one of the trusted roots. The
    /// port defaults to 80 or 443. It may hold `user:password@`, percent-encoded, for Basic
    /// authentication; [`proxy_credentials`](Self::proxy_credentials) takes them as they are.
    ///
    /// The proxy is asked for a tunnel (`CONNECT`), for plain http as well. So it never sees a
    /// request to an `https` server, and its own answers are never taken for those of a server:
    /// whatever it refuses is a [`Connect`](authing_transport::TransportErrorKind::Connect) error,
    /// except for credentials that it wants or does not accept (407), which are an
    /// [`InvalidRequest`](authing_transport::TransportErrorKind::InvalidRequest) error, since to
    /// repeat them would not help and could lock an account. Nothing was sent in both cases.
    /// Names are resolved by the proxy. Loopback addresses and the name `localhost` are reached
    /// directly always.
    ///
    /// Default: the proxy that the environment names. For `https` the first of `https_proxy`,
    /// `HTTPS_PROXY`, `all_proxy` and `ALL_PROXY` counts that is not blank; for plain http
    /// `http_proxy`, `HTTP_PROXY` and then the same two. In a CGI program (`REQUEST_METHOD` is set)
    /// `http_proxy` and `HTTP_PROXY` do not count, since whoever sends a request can set the latter
    /// by a header. A variable that is no URL of a proxy is an
    /// [`InvalidRequest`](authing_transport::TransportErrorKind::InvalidRequest) error of the
    /// requests that would need it. The environment is read once, by [`build`](Self::build).
    ///
    /// # Examples
    ///
    /// ```
    /// # use authing_transport_hyper::{BuildError, HyperTransport};
    /// # fn main() -> Result<(), BuildError> {
    /// let transport = HyperTransport::builder()
    ///     .proxy("http://proxy.example.com:3128")
    ///     .proxy_credentials("ann", "p@ssw0rd")
    ///     .no_proxy(".internal.example.com, 10.0.0.0/8")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn proxy(mut self, url: &str) -> Self {
        self.proxy.source = Source::Url(url.to_owned());
        self
    }

    /// Sends requests straight to their servers, whatever the environment says.
    pub fn without_proxy(mut self) -> Self {
        self.proxy.source = Source::Nowhere;
        self
    }

    /// The user name and password that a proxy is told (Basic authentication, RFC 7617), given by
    /// [`proxy`](Self::proxy) or by the environment. Default: those in its URL, if any.
    ///
    /// They appear in no `Debug` and no error. [`build`](Self::build) refuses a user name with a
    /// colon. To a proxy at `http://` they go in clear.
    pub fn proxy_credentials(mut self, user: &str, password: &str) -> Self {
        let (user, password) = (user.to_owned(), password.to_owned());
        self.proxy.credentials = Some(Credentials { user, password });
        self
    }

    /// Hosts that are reached without the proxy, separated by commas or spaces.
    ///
    /// An entry is a domain, which stands for itself and all names below it, with or without a
    /// leading `.` or `*.`; an IP address; a network such as `10.0.0.0/8` or `fd00::/8`; or `*` for
    /// every host. Domains and addresses may have a `:port`. [`build`](Self::build) refuses other
    /// entries. Names are compared as they stand, not by their addresses.
    ///
    /// Default: with the proxy of the environment `no_proxy`, else `NO_PROXY`, whose malformed
    /// entries are passed over; with a proxy of your own none.
    pub fn no_proxy(mut self, hosts: &str) -> Self {
        self.proxy.no_proxy = Some(hosts.to_owned());
        self
    }

    /// Talks only to servers whose verified chain of certificates holds a pinned public key: that
    /// of the server, of an intermediate or of the root. Each call adds a pin; one match is enough.
    ///
    /// A pin is `sha256/` or `sha256//` and the base64 of the SHA-256 of the key's
    /// `SubjectPublicKeyInfo` (RFC 7469, 2.4), as OkHttp and curl write it:
    ///
    /// ```text
    /// openssl x509 -in cert.pem -pubkey -noout | openssl pkey -pubin -outform der     ///   | openssl dgst -sha256 -binary | base64
    /// ```
    ///
    /// **Add a backup**, the pin of a key that is kept elsewhere and not in use yet: with one pin
    /// alone, nobody can sign in from the day the key is lost or replaced until your program is
    /// updated.
    ///
    /// Pins come on top of the verification: roots, host name and expiry are checked as ever. They
    /// hold for all servers of this transport, but not for proxies and not for plain http. Another
    /// key is a [`Connect`](authing_transport::TransportErrorKind::Connect) error that names the
    /// pin of the server. [`build`](Self::build) refuses what is no pin. Default: no pins.
    pub fn add_public_key_pin(mut self, pin: &str) -> Self {
        self.pins.push(pin.to_owned());
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
    /// platform were asked for and cannot be read. If a pin, the URL of a proxy, its user name or
    /// an entry of [`no_proxy`](Self::no_proxy) is malformed, or a limit is 0.
    pub fn build(self) -> Result<HyperTransport, BuildError> {
        let LimitSettings { total, per_host } = self.settings.in_flight;
        if [total, per_host].contains(&Some(0)) {
            return Err(BuildError::new(Problem::NoSlots));
        }
        let pins = (1..).zip(&self.pins).map(|(position, text)| {
            Pin::parse(text).ok_or_else(|| BuildError::new(Problem::Pin(position)))
        });
        let tls = self.roots.client_config(&pins.collect::<Result<Vec<_>, _>>()?)?;
        let proxies = Arc::new(self.proxy.resolve(|name| std::env::var_os(name))?);
        let limit = self.settings.connect_timeout;
        let mut dialer = Dialer::new(limit);
        if !proxies.is_empty() {
            dialer = dialer.with_proxies(proxies.clone(), self.roots.client_config(&[])?);
        }
        Ok(HyperTransport::new(Connector::new(tls, dialer, limit), proxies, self.settings))
    }
}
