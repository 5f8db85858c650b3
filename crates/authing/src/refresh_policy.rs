use std::time::Duration;

/// When a client gets new tokens by itself, and how programs that share a store wait for each other.
///
/// What a session holds decides how: with a refresh token all its tokens are replaced (protocol.md
/// B18); without one a still valid id token is exchanged for a fresh one (A32).
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use authing::{Client, RefreshPolicy};
///
/// let client = Client::builder("5f00000000000000000000a1", "5f00000000000000000000b2")
///     .refresh(RefreshPolicy::new().with_margin(Duration::from_secs(300)))
///     .build()?;
/// # Ok::<(), authing::BuildError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RefreshPolicy {
    is_automatic: bool,
    margin: Duration,
    id_token_margin: Option<Duration>,
    lease: Duration,
}

impl RefreshPolicy {
    /// How long before its expiry a token is replaced, where nothing else is said: 60 seconds.
    pub const DEFAULT_MARGIN: Duration = Duration::from_secs(60);

    /// How long a program may be busy with a refresh before others take it for dead, where nothing
    /// else is said: 60 seconds.
    pub const DEFAULT_LEASE: Duration = Duration::from_secs(60);

    /// Refreshes in time, with the defaults.
    pub fn new() -> Self {
        Self {
            is_automatic: true,
            margin: Self::DEFAULT_MARGIN,
            id_token_margin: None,
            lease: Self::DEFAULT_LEASE,
        }
    }

    /// Never refreshes by itself: only [`UserSession::refresh`](crate::UserSession::refresh) and
    /// [`refresh_access_token`](crate::UserSession::refresh_access_token) do.
    pub fn manual() -> Self {
        Self { is_automatic: false, ..Self::new() }
    }

    /// How long before its expiry a token is replaced by the refresh token, when a call needs it.
    /// Default: [`DEFAULT_MARGIN`](Self::DEFAULT_MARGIN). Zero waits until it has expired.
    #[must_use]
    pub fn with_margin(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    /// How long before its expiry an id token is exchanged for a fresh one, when a call needs it
    /// and there is no refresh token. Default: a quarter of its lifetime (protocol.md 8.2), since
    /// the exchange works only while the token is valid; a user who comes back later than this
    /// before the expiry has to sign in again.
    #[must_use]
    pub fn with_id_token_margin(mut self, margin: Duration) -> Self {
        self.id_token_margin = Some(margin);
        self
    }

    /// How long a program may be busy with a refresh before another one that shares the store takes
    /// it for dead. Default: [`DEFAULT_LEASE`](Self::DEFAULT_LEASE).
    ///
    /// Take at least twice what a call can last, its retries included, and add by how much the
    /// clocks of the programs may differ: otherwise two programs may use one refresh token, and the
    /// service then ends the session.
    #[must_use]
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    pub(crate) fn is_automatic(&self) -> bool {
        self.is_automatic
    }

    pub(crate) fn margin(&self) -> Duration {
        self.margin
    }

    pub(crate) fn id_token_margin(&self) -> Option<Duration> {
        self.id_token_margin
    }

    pub(crate) fn lease(&self) -> Duration {
        self.lease
    }
}

impl Default for RefreshPolicy {
    fn default() -> Self {
        Self::new()
    }
}
