//! What the errors of hyper mean to a caller, and the error of building a transport.

use std::{error::Error, fmt, iter};

use authing_transport::{TransportError, TransportErrorKind};
use hyper_util::client::legacy;

use crate::tunnel::TunnelError;

/// Why a [`HyperTransport`](crate::HyperTransport) could not be built; the cause is the
/// [`source`](Error::source), if there is one.
#[derive(Debug)]
pub struct BuildError {
    problem: Problem,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// The positions count the roots in the order in which they were added, from 1.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The text at this position is no PEM.
    Pem(usize),
    /// The text at this position is PEM without a certificate in it.
    NoCertificate(usize),
    /// The certificate at this position cannot be trusted as a root.
    Root(usize),
    /// Nothing is trusted, so no server could be.
    NoRoots,
    #[cfg(feature = "platform-roots")]
    Platform,
    Tls,
    /// The text at this position, in the order in which pins were added, is no pin.
    Pin(usize),
    /// A limit would let nothing pass.
    NoSlots,
    Proxy,
    /// The user name for the proxy has a colon, which Basic authentication cannot express.
    ProxyUser,
    /// This entry of the list of hosts without proxy is none.
    NoProxy(String),
}

impl BuildError {
    pub(crate) fn new(problem: Problem) -> Self {
        Self { problem, source: None }
    }

    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::Pem(position) => {
                write!(f, "root certificate {position} is not valid PEM")
            }
            Problem::NoCertificate(position) => {
                write!(f, "root certificate {position} is PEM text without a certificate in it")
            }
            Problem::Root(position) => {
                write!(f, "root certificate {position} is not a certificate that can be trusted")
            }
            Problem::NoRoots => {
                f.write_str("no root certificate is trusted: add one, or keep the bundled ones")
            }
            #[cfg(feature = "platform-roots")]
            Problem::Platform => {
                f.write_str("the root certificates of the platform cannot be read")
            }
            Problem::Tls => f.write_str("TLS cannot be set up"),
            Problem::Pin(position) => {
                write!(f, "public key pin {position} is not \"sha256/\" and the base64 of 32 bytes")
            }
            Problem::NoSlots => f.write_str("a limit of 0 requests in flight lets none pass"),
            Problem::Proxy => f.write_str("the URL of the proxy is of no use"),
            Problem::ProxyUser => {
                f.write_str("the user name for the proxy has a colon, which nothing can express")
            }
            Problem::NoProxy(entry) => write!(
                f,
                "{entry:?} in the list of hosts without proxy is neither a host, an address nor \
                 a network"
            ),
        }
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Whether the next attempt to connect would fail alike, and had better not be made: wrong
/// credentials that come again and again lock an account.
fn is_final(error: &legacy::Error) -> bool {
    let mut causes = iter::successors(error.source(), |&cause| cause.source());
    causes.any(|cause| cause.downcast_ref().is_some_and(TunnelError::is_about_credentials))
}

/// Turns a failure before the head of the answer into its kind.
pub(crate) fn classify(error: legacy::Error) -> TransportError {
    TransportError::new(kind(&error), error)
}

fn kind(error: &legacy::Error) -> TransportErrorKind {
    if error.is_connect() {
        return if is_final(error) {
            TransportErrorKind::InvalidRequest
        } else {
            TransportErrorKind::Connect
        };
    }
    match error.source().and_then(|source| source.downcast_ref::<hyper::Error>()) {
        // hyper says so only of a request that it hands back because the connection closed
        // before the first byte of it was written.
        Some(cause) if cause.is_canceled() => TransportErrorKind::Connect,
        // An answer that is no HTTP, or a request that hyper will not encode.
        Some(cause) if cause.is_parse() || cause.is_user() => TransportErrorKind::Other,
        Some(_) => TransportErrorKind::Interrupted,
        None => TransportErrorKind::Other,
    }
}
