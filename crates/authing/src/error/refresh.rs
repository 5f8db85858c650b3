//! The failures of a refresh.

use std::sync::Arc;

use authing_api::operations::RefreshAccessToken;
use authing_api::{Operation as _, OperationInfo, Retry};
use authing_session::StoreError;
use authing_types::ErrorCode;

use super::{Error, Kind};

/// Another program that shares the store is at it, and there is no way to wait, or it took too long.
#[derive(Debug, thiserror::Error)]
#[error("another program is refreshing this session")]
pub(super) struct RefreshInProgress;

/// The service refused the refresh token.
#[derive(Debug, thiserror::Error)]
#[error("{}", match .was_unanswered {
    true => "the refresh token is dead: an earlier use of it had no answer",
    false => "the refresh token is dead",
})]
pub(super) struct RefreshRefused {
    #[source]
    refusal: Error,
    was_unanswered: bool,
    is_over: bool,
}

impl RefreshRefused {
    pub(super) fn refusal(&self) -> &Error {
        &self.refusal
    }

    pub(super) fn code(&self) -> Option<ErrorCode> {
        self.is_over.then_some(ErrorCode::NOT_LOGGED_IN)
    }

    pub(super) fn hint(&self) -> &'static str {
        if self.is_over { "sign in again" } else { "sign in again before the other tokens expire" }
    }
}

impl Error {
    pub(crate) fn mark(info: &OperationInfo, error: StoreError) -> Self {
        Self::new(info, Kind::Mark(error))
    }

    pub(crate) fn refresh_in_progress() -> Self {
        Self::new(&RefreshAccessToken::INFO, Kind::RefreshInProgress(RefreshInProgress))
    }

    pub(crate) fn refresh_refused(refusal: Self, was_unanswered: bool, is_over: bool) -> Self {
        let refused = RefreshRefused { refusal, was_unanswered, is_over };
        Self::new(&RefreshAccessToken::INFO, Kind::RefreshRefused(refused))
    }

    /// The same failure of a call that may be made again, whatever its operation says: the session
    /// knows that its refresh token may be used up.
    pub(crate) fn repeatable(mut self) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.retry = Retry::Idempotent;
        }
        self
    }

    /// Whether nothing was sent because another program that shares the store is refreshing this
    /// session, and the client has no way to wait for it, or it took longer than the lease.
    pub fn is_refresh_in_progress(&self) -> bool {
        matches!(self.0.kind, Kind::RefreshInProgress(_))
    }

    /// Whether the service refused the session's refresh token (`invalid_grant`). The token is gone
    /// from the session; where nothing else was valid, the session is over, and
    /// [`is_not_signed_in`](Self::is_not_signed_in) holds too.
    pub fn is_refresh_refused(&self) -> bool {
        matches!(self.0.kind, Kind::RefreshRefused(_))
    }

    /// Whether the refresh token was refused after an earlier use of it had had no answer: a
    /// connection was lost, or a program was stopped, between the service's giving out new tokens
    /// and their being saved. See [`SignOutReason::RefreshInterrupted`].
    ///
    /// [`SignOutReason::RefreshInterrupted`]: crate::SignOutReason::RefreshInterrupted
    pub fn is_refresh_interrupted(&self) -> bool {
        matches!(&self.0.kind, Kind::RefreshRefused(refused) if refused.was_unanswered)
    }
}
