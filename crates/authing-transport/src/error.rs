use std::{error::Error, fmt};

/// Why an exchange brought no complete answer.
///
/// It answers one question for the caller, *may the server have acted?*, through
/// [`kind`](Self::kind) and [`may_have_acted`](Self::may_have_acted). The message names the kind
/// only; the cause is the [`source`](Error::source).
///
/// Whoever makes one sees to it that the source carries no header, query or body.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
}

/// The kind of a [`TransportError`], which is what a decision to repeat a request rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request cannot be sent as it is: a URI without a host, a scheme that is not allowed.
    ///
    /// Nothing was sent, and repeating will not help.
    InvalidRequest,
    /// No connection could be made: name resolution, refused, TLS handshake, connect timeout.
    ///
    /// The server saw nothing of the request; repeating is always safe.
    Connect,
    /// The answer did not come within the time allowed.
    ///
    /// The server may have acted; repeat only what is idempotent.
    Timeout,
    /// The connection was lost after the request may have been sent and before the head of the
    /// answer had come.
    ///
    /// The server may have acted; repeat only what is idempotent.
    Interrupted,
    /// The head of the answer came, but its body was lost, cut short or larger than allowed.
    ///
    /// The server acted, and its answer is lost.
    Body,
    /// Anything else.
    ///
    /// Nothing is known, so the server may have acted; do not repeat.
    Other,
}

type BoxError = Box<dyn Error + Send + Sync>;

impl TransportError {
    /// An error of this kind with its cause.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, source: source.into() }
    }

    /// The request cannot be sent as it is; nothing was sent.
    pub fn invalid_request(source: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::InvalidRequest, source)
    }

    /// No connection could be made; nothing was sent.
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::Connect, source)
    }

    /// No answer came in time; the server may have acted.
    pub fn timeout(source: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::Timeout, source)
    }

    /// The connection was lost before the answer; the server may have acted.
    pub fn interrupted(source: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::Interrupted, source)
    }

    /// The server answered, but the body of its answer is lost.
    pub fn body(source: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::Body, source)
    }

    /// Anything else; the server may have acted.
    pub fn other(source: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::Other, source)
    }

    /// What went wrong, as a decision to repeat needs it.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the server may have acted on the request; see
    /// [`TransportErrorKind::may_have_acted`].
    pub fn may_have_acted(&self) -> bool {
        self.kind.may_have_acted()
    }
}

impl TransportErrorKind {
    /// Whether the server may have acted on the request.
    ///
    /// `false` is a promise: the server saw nothing. `true` is not: it may have, or nobody knows.
    pub fn may_have_acted(self) -> bool {
        match self {
            Self::InvalidRequest | Self::Connect => false,
            Self::Timeout | Self::Interrupted | Self::Body | Self::Other => true,
        }
    }

    /// A fixed name in snake case, for logs and metrics: `invalid_request`, `connect`, `timeout`,
    /// `interrupted`, `body` or `other`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Body => "body",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::InvalidRequest => "the request cannot be sent as it is",
            TransportErrorKind::Connect => "could not connect to the server",
            TransportErrorKind::Timeout => "the server did not answer in time",
            TransportErrorKind::Interrupted => "the connection was lost before the answer came",
            TransportErrorKind::Body => "the body of the answer could not be read",
            TransportErrorKind::Other => "the exchange with the server failed",
        })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
