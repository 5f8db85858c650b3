//! What an error tells about repeating the call.

use authing_api::{DecodeError, Retry};
use authing_types::{ErrorCode, RetryAdvice};
use http::StatusCode;

use super::{Error, Kind};
use crate::Failure;

impl Error {
    /// How many attempts the call made, the failed one included: more than one where the
    /// [policy](crate::RetryPolicy) repeated it.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the service may have carried out the operation although the call failed, on this or
    /// an earlier attempt.
    ///
    /// `false` where nothing was sent, and where the service answered with a plain refusal.
    pub fn may_have_acted(&self) -> bool {
        self.0.may_have_acted_before
            || match &self.0.kind {
                Kind::Build(_) | Kind::Load(_) | Kind::NoTime(_) | Kind::InsideRuntime(_) => false,
                Kind::Mark(_) | Kind::RefreshInProgress(_) | Kind::RefreshRefused(_) => false,
                // To verify one that is given does nothing at the service; a sign-in brought it.
                Kind::IdToken(_) => self.0.retry != Retry::Read,
                Kind::Transport(error) => error.may_have_acted(),
                Kind::Decode(DecodeError::Service(_) | DecodeError::Oauth { .. }) => {
                    self.status().is_some_and(|status| {
                        status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT
                    })
                }
                Kind::Decode(DecodeError::NotJson { status, .. }) => {
                    *status != StatusCode::TOO_MANY_REQUESTS
                }
                Kind::Decode(_) | Kind::Save(_) | Kind::FurtherStep(_) => true,
            }
    }

    /// Whether the same call may be made again without doing anything twice.
    pub fn is_safe_to_repeat(&self) -> bool {
        !self.may_have_acted() || self.0.retry != Retry::Never
    }

    /// Whether making the same call again is safe and may help: after a lost connection, a time
    /// limit, an overloaded service, which the client itself [repeats](crate::RetryPolicy::decide),
    /// and after a refusal whose code says "later".
    #[inline]
    pub fn is_retryable(&self) -> bool {
        let may_help = match &self.0.kind {
            Kind::NoTime(_) | Kind::RefreshInProgress(_) => true,
            _ => self.is_advised_later() || self.failure().is_some_and(Failure::may_pass),
        };
        may_help && self.is_safe_to_repeat()
    }

    /// What came of the attempt, where repeating it could be thought of.
    pub(crate) fn failure(&self) -> Option<Failure> {
        match &self.0.kind {
            Kind::Transport(error) => Some(Failure::Transport(error.kind())),
            Kind::Decode(_) => self.status().map(Failure::Status),
            _ => None,
        }
    }

    /// The status of the answer. The service also answers with HTTP 200 and an envelope that names
    /// another one (protocol.md 2), or says that it is busy.
    fn status(&self) -> Option<StatusCode> {
        let named = match self.refusal().map(|refusal| refusal.code) {
            None => None,
            Some(ErrorCode::BUSY) => Some(StatusCode::SERVICE_UNAVAILABLE),
            Some(code) => u16::try_from(code.number())
                .ok()
                .filter(|number| (400..600).contains(number))
                .and_then(|number| StatusCode::from_u16(number).ok()),
        };
        named.or(self.http_status())
    }

    /// Whether the code says that the call may succeed at another time.
    fn is_advised_later(&self) -> bool {
        let info = self.refusal().and_then(|refusal| refusal.code.info());
        info.is_some_and(|info| info.retry == RetryAdvice::Later)
    }
}
