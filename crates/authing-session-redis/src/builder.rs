use std::fmt;
use std::time::Duration;

use authing_session::StoreError;
use redis::{Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo};
use zeroize::Zeroizing;

use crate::RedisStore;
use crate::connection::Connection;
use crate::error::denied;

/// Sets up a [`RedisStore`]; made by [`RedisStore::builder`].
///
/// The address and the credentials are secrets and appear neither in `Debug` nor in errors, but for
/// host, port and database or the path of a socket.
#[must_use]
pub struct RedisStoreBuilder {
    url: Zeroizing<String>,
    credentials: Option<(String, Zeroizing<String>)>,
    key_prefix: String,
    abandoned_after: Option<Duration>,
    connect_timeout: Duration,
    response_timeout: Duration,
    #[cfg(feature = "tls")]
    certificate_authority: Option<Vec<u8>>,
    #[cfg(feature = "tls")]
    client_certificate: Option<(Vec<u8>, Zeroizing<Vec<u8>>)>,
}

impl RedisStoreBuilder {
    /// What session keys are prefixed with by default.
    pub const DEFAULT_KEY_PREFIX: &str = "authing:session:";

    /// How long a session that nobody saves any more is kept by default: 90 days.
    pub const DEFAULT_ABANDONED_AFTER: Duration = Duration::from_secs(90 * 24 * 60 * 60);

    /// How long connecting may take by default: 5 seconds.
    pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

    /// How long a reply may take by default: 5 seconds.
    pub const DEFAULT_RESPONSE_TIMEOUT: Duration = Duration::from_secs(5);

    pub(crate) fn new(url: String) -> Self {
        Self {
            url: Zeroizing::new(url),
            credentials: None,
            key_prefix: Self::DEFAULT_KEY_PREFIX.to_owned(),
            abandoned_after: Some(Self::DEFAULT_ABANDONED_AFTER),
            connect_timeout: Self::DEFAULT_CONNECT_TIMEOUT,
            response_timeout: Self::DEFAULT_RESPONSE_TIMEOUT,
            #[cfg(feature = "tls")]
            certificate_authority: None,
            #[cfg(feature = "tls")]
            client_certificate: None,
        }
    }

    /// The user (of the server's ACL) and its password, in place of any in the address. The user
    /// that a server with `requirepass` means is `default`.
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Some((user.into(), Zeroizing::new(password.into())));
        self
    }

    /// What stands before the session key in the database, by default
    /// [`DEFAULT_KEY_PREFIX`](Self::DEFAULT_KEY_PREFIX). Two programs with prefixes of their own
    /// share nothing, as long as neither prefix begins with the other.
    pub fn key_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.key_prefix = prefix.into();
        self
    }

    /// How long after its last save the server drops a session, by default
    /// [`DEFAULT_ABANDONED_AFTER`](Self::DEFAULT_ABANDONED_AFTER); `None` keeps all for ever. At
    /// least one millisecond, counted in whole ones.
    ///
    /// Each save begins anew, a load does not. A session that was dropped is absent: choose more
    /// than the life of the longest-lived token (id tokens live 14 days, protocol.md D17), or users
    /// who come back are signed out.
    pub fn abandoned_after(mut self, duration: impl Into<Option<Duration>>) -> Self {
        self.abandoned_after = duration.into();
        self
    }

    /// How long setting up a connection may take, TLS and sign-in included; by default
    /// [`DEFAULT_CONNECT_TIMEOUT`](Self::DEFAULT_CONNECT_TIMEOUT).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long the server may take for one reply, by default
    /// [`DEFAULT_RESPONSE_TIMEOUT`](Self::DEFAULT_RESPONSE_TIMEOUT). A connection on which a reply
    /// did not come is given up.
    pub fn response_timeout(mut self, timeout: Duration) -> Self {
        self.response_timeout = timeout;
        self
    }

    /// Trusts these certificate authorities (PEM) and no others. Only for `rediss://` addresses.
    #[cfg(feature = "tls")]
    pub fn certificate_authority(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.certificate_authority = Some(pem.into());
        self
    }

    /// Shows this certificate chain and key (PEM) to the server. Only for `rediss://` addresses.
    #[cfg(feature = "tls")]
    pub fn client_certificate(
        mut self,
        certificates_pem: impl Into<Vec<u8>>,
        key_pem: impl Into<Vec<u8>>,
    ) -> Self {
        let key = Zeroizing::new(key_pem.into());
        self.client_certificate = Some((certificates_pem.into(), key));
        self
    }

    /// The store. Connects to nothing yet: the first call does.
    ///
    /// With a `rediss://` address, rustls gets ring as the process's cryptography provider if it
    /// has none yet.
    ///
    /// # Errors
    ///
    /// [`StoreErrorKind::Denied`](authing_session::StoreErrorKind::Denied) for an address that is
    /// none, `rediss://` without the feature `tls` or with `#insecure`, certificates that cannot be
    /// read or that no TLS address is given for, and times of zero.
    pub fn build(self) -> Result<RedisStore, StoreError> {
        let times = [
            ("connect_timeout", Some(self.connect_timeout)),
            ("response_timeout", Some(self.response_timeout)),
            ("abandoned_after", self.abandoned_after),
        ];
        for (name, time) in times {
            if time.is_some_and(|time| time < Duration::from_millis(1)) {
                return Err(denied(format!("{name} of the Redis store is below a millisecond")));
            }
        }
        // Kept by Redis as a signed count of milliseconds since the epoch.
        let expiry = self.abandoned_after.map(|time| time.as_millis());
        let expiry = expiry.map(|time| u64::try_from(time).unwrap_or(u64::MAX).min(LONGEST_EXPIRY));
        let client = self.client()?;
        let connection = Connection::new(client, self.connect_timeout, self.response_timeout);
        Ok(RedisStore::with(connection, self.key_prefix, expiry))
    }

    fn client(&self) -> Result<Client, StoreError> {
        // What the parser says may quote the address, and so the password.
        let info = self.url.as_str().into_connection_info().map_err(|_| {
            denied(
                "the address of the Redis store is none: give one like \
                 redis://host:6379/0, rediss://host:6380/0 or redis+unix:///path",
            )
        })?;
        let info = self.with_credentials(info);
        self.tls(info)
    }

    fn with_credentials(&self, info: ConnectionInfo) -> ConnectionInfo {
        let Some((user, password)) = &self.credentials else {
            return info;
        };
        let settings = info.redis_settings().clone();
        info.set_redis_settings(settings.set_username(user).set_password(password.as_str()))
    }

    #[cfg(feature = "tls")]
    fn tls(&self, info: ConnectionInfo) -> Result<Client, StoreError> {
        let ConnectionAddr::TcpTls { insecure, .. } = info.addr() else {
            if self.certificate_authority.is_some() || self.client_certificate.is_some() {
                return Err(denied(
                    "the Redis store has certificates and an address without TLS: use rediss://",
                ));
            }
            return open(info);
        };
        if *insecure {
            return Err(denied(
                "the Redis store does not do TLS without checking: take #insecure off the \
                 address and give the certificate authority",
            ));
        }
        // What the redis crate does otherwise panics where a program has two providers.
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Losing the race against somebody else's choice is fine.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let certificates = redis::TlsCertificates {
            client_tls: self.client_certificate.as_ref().map(|(certificates, key)| {
                redis::ClientTlsConfig {
                    client_cert: certificates.clone(),
                    client_key: key.to_vec(),
                }
            }),
            root_cert: self.certificate_authority.clone(),
        };
        if certificates.client_tls.is_none() && certificates.root_cert.is_none() {
            return open(info);
        }
        Client::build_with_tls(info, certificates)
            .map_err(|_| denied("the certificates or the key of the Redis store are not PEM"))
    }

    #[cfg(not(feature = "tls"))]
    fn tls(&self, info: ConnectionInfo) -> Result<Client, StoreError> {
        if matches!(info.addr(), ConnectionAddr::TcpTls { .. }) {
            return Err(denied(
                "a rediss:// address needs the feature `tls` of authing-session-redis",
            ));
        }
        open(info)
    }
}

impl fmt::Debug for RedisStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStoreBuilder")
            .field("key_prefix", &self.key_prefix)
            .field("abandoned_after", &self.abandoned_after)
            .field("connect_timeout", &self.connect_timeout)
            .field("response_timeout", &self.response_timeout)
            .finish_non_exhaustive()
    }
}

fn open(info: ConnectionInfo) -> Result<Client, StoreError> {
    Client::open(info).map_err(|_| denied("the address of the Redis store is not supported here"))
}

/// 1,000 years, in milliseconds: beyond any use, and no number that Redis refuses.
const LONGEST_EXPIRY: u64 = 1_000 * 365 * 24 * 60 * 60 * 1_000;
