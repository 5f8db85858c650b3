mod id_token;
mod refresh;
mod repeat;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use authing_api::oidc::IdTokenError;
use authing_api::{BuildError, DecodeError, FurtherStep, OperationInfo, Retry, ServiceError};
use authing_session::StoreError;
use authing_transport::{TransportError, TransportErrorKind};
use authing_types::{ErrorCode, InvalidValue};

/// Why a call failed.
///
/// Ask it what you need to know: [`is_not_signed_in`](Self::is_not_signed_in),
/// [`is_connect`](Self::is_connect), [`service_code`](Self::service_code), whether
/// [the service may have acted](Self::may_have_acted), [what to do](Self::hint). New kinds of
/// failure can appear without breaking anybody. The cause is in
/// [`source`](std::error::Error::source).
///
/// It never shows a password, code or token.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    operation: Option<&'static str>,
    retry: Retry,
    code: Option<ErrorCode>,
    kind: Kind,
    /// How many attempts were made, this one included.
    attempts: u32,
    /// Whether the service may have acted on an attempt before the last.
    may_have_acted_before: bool,
}

enum Kind {
    /// A request could not be built; nothing was sent.
    Build(BuildError),
    /// No answer came.
    Transport(TransportError),
    /// The deadline had passed before anything could be sent.
    NoTime(NoTime),
    /// The answer is a refusal or of no use.
    Decode(DecodeError),
    /// An id token is not to be trusted.
    IdToken(IdTokenError),
    /// The session could not be loaded; nothing was sent.
    Load(StoreError),
    /// The service has acted, and the session could not be saved.
    Save(StoreError),
    /// The session could not be marked before its refresh token is used; nothing was sent.
    Mark(StoreError),
    /// Another program is refreshing the session.
    RefreshInProgress(refresh::RefreshInProgress),
    /// The service refused the refresh token.
    RefreshRefused(refresh::RefreshRefused),
    /// The sign-in needs a further step that the caller did not want to take.
    FurtherStep(FurtherStep),
    /// A blocking call was made inside a runtime; nothing was done.
    #[cfg_attr(not(feature = "blocking"), expect(dead_code, reason = "made by blocking calls"))]
    InsideRuntime(InsideRuntime),
}

impl Error {
    fn new(info: &OperationInfo, kind: Kind) -> Self {
        let code = match &kind {
            Kind::Build(BuildError::Invalid(invalid)) => {
                info.refusal_of(invalid.field()).or(invalid.code())
            }
            Kind::Build(error) => error.code(),
            Kind::Decode(DecodeError::Service(refusal)) => Some(refusal.code),
            Kind::Decode(DecodeError::UnexpectedData { code, .. }) => {
                Some(*code).filter(|code| *code != ErrorCode::OK)
            }
            Kind::FurtherStep(step) => Some(step.code()),
            Kind::RefreshRefused(refused) => refused.code(),
            Kind::Decode(_)
            | Kind::Transport(_)
            | Kind::NoTime(_)
            | Kind::Mark(_)
            | Kind::RefreshInProgress(_)
            | Kind::IdToken(_)
            | Kind::Load(_)
            | Kind::Save(_)
            | Kind::InsideRuntime(_) => None,
        };
        Self::of(Some(info.name), info.retry, code, kind)
    }

    fn of(
        operation: Option<&'static str>,
        retry: Retry,
        code: Option<ErrorCode>,
        kind: Kind,
    ) -> Self {
        let (attempts, may_have_acted_before) = (1, false);
        Self(Arc::new(Inner { operation, retry, code, kind, attempts, may_have_acted_before }))
    }

    /// The same failure, of the attempt with this number.
    pub(crate) fn after(mut self, attempts: u32, may_have_acted_before: bool) -> Self {
        // It is the only handle: nobody has seen this error yet.
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.attempts = attempts;
            inner.may_have_acted_before = may_have_acted_before;
        }
        self
    }

    pub(crate) fn invalid(info: &OperationInfo, error: InvalidValue) -> Self {
        Self::build(info, BuildError::Invalid(error))
    }

    pub(crate) fn build(info: &OperationInfo, error: BuildError) -> Self {
        Self::new(info, Kind::Build(error))
    }

    pub(crate) fn transport(info: &OperationInfo, error: TransportError) -> Self {
        Self::new(info, Kind::Transport(error))
    }

    pub(crate) fn no_time(info: &OperationInfo) -> Self {
        Self::new(info, Kind::NoTime(NoTime))
    }

    pub(crate) fn decode(info: &OperationInfo, error: DecodeError) -> Self {
        Self::new(info, Kind::Decode(error))
    }

    pub(crate) fn load(info: &OperationInfo, error: StoreError) -> Self {
        Self::new(info, Kind::Load(error))
    }

    pub(crate) fn save(info: &OperationInfo, error: StoreError) -> Self {
        Self::new(info, Kind::Save(error))
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn inside_runtime() -> Self {
        Self::of(None, Retry::Read, None, Kind::InsideRuntime(InsideRuntime))
    }

    pub(crate) fn in_store(error: StoreError) -> Self {
        Self::of(None, Retry::Read, None, Kind::Load(error))
    }

    /// The name of the operation that failed: `login_by_account`. `None` where the failure belongs
    /// to none, as when only the session store was asked.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The service's code: the one it answered with, or, for input that was refused before
    /// anything was sent, the one it would have answered with. `None` where there is none.
    pub fn service_code(&self) -> Option<ErrorCode> {
        self.0.code
    }

    /// The service's message, for people.
    pub fn message(&self) -> Option<&str> {
        self.refusal().map(|refusal| refusal.message.as_str()).filter(|text| !text.is_empty())
    }

    /// The HTTP status of the answer, where one came.
    pub fn http_status(&self) -> Option<StatusCode> {
        match &self.0.kind {
            Kind::RefreshRefused(refused) => refused.refusal().http_status(),
            Kind::Decode(DecodeError::Service(refusal)) => Some(refusal.status),
            Kind::Decode(
                DecodeError::NotJson { status, .. }
                | DecodeError::UnexpectedData { status, .. }
                | DecodeError::Oauth { status, .. },
            ) => Some(*status),
            _ => None,
        }
    }

    /// The service's id of the request, where it gave one: name it when you ask for help.
    pub fn request_id(&self) -> Option<&str> {
        self.refusal().and_then(|refusal| refusal.request_id.as_deref())
    }

    /// For how long the service asks to wait before the next try.
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.0.kind {
            Kind::Decode(DecodeError::Service(refusal)) => refusal.retry_after,
            Kind::Decode(
                DecodeError::NotJson { retry_after, .. } | DecodeError::Oauth { retry_after, .. },
            ) => *retry_after,
            _ => None,
        }
    }

    /// A value that came with a refusal: `remainCount` of 2333 tells the tries left.
    #[inline]
    pub fn data_field(&self, key: &str) -> Option<serde_json::Value> {
        self.refusal().and_then(|refusal| refusal.data_field(key))
    }

    /// The parameter that was refused before anything was sent.
    pub fn invalid_value(&self) -> Option<&InvalidValue> {
        match &self.0.kind {
            Kind::Build(BuildError::Invalid(invalid)) => Some(invalid),
            _ => None,
        }
    }

    /// What the caller can do next, for people.
    #[inline]
    pub fn hint(&self) -> Option<&'static str> {
        match &self.0.kind {
            Kind::Build(BuildError::Invalid(_)) => None, // its message says it
            Kind::Transport(error) => Some(match error.kind() {
                TransportErrorKind::Connect => "check the host and the network, then try again",
                TransportErrorKind::InvalidRequest => "correct the configuration of the transport",
                _ => "the service may have acted: check before you repeat the call",
            }),
            Kind::IdToken(_) => {
                Some("check this machine's clock, the issuer, and which application it is for")
            }
            Kind::NoTime(_) => Some("try again, with a longer deadline if this goes on"),
            Kind::Save(_) => Some("the service has acted: sign in again once the store works"),
            Kind::Load(_) | Kind::Mark(_) => {
                Some("repair the session store; the session itself is untouched")
            }
            Kind::RefreshInProgress(_) => Some("try again in a moment"),
            Kind::RefreshRefused(refused) => Some(refused.hint()),
            _ => self.0.code.and_then(ErrorCode::info).map(|info| info.next_step),
        }
    }

    /// Whether the input was refused before anything was sent.
    pub fn is_invalid_input(&self) -> bool {
        matches!(self.0.kind, Kind::Build(BuildError::Invalid(_) | BuildError::Encrypt(_)))
    }

    /// Whether the user is not signed in, or no longer: 2020, as the service or this client says.
    pub fn is_not_signed_in(&self) -> bool {
        self.0.code == Some(ErrorCode::NOT_LOGGED_IN)
    }

    /// Whether no sign-in waits for a second factor, or no longer: 2021.
    pub fn is_mfa_over(&self) -> bool {
        self.0.code == Some(ErrorCode::LOGIN_STATE_INVALID)
    }

    /// Whether there is no phone or no e-mail address to take off: 1320005, 1320009 or 2219
    /// (protocol.md A19, A22).
    pub fn is_not_bound(&self) -> bool {
        let codes = [ErrorCode::NOT_BOUND, ErrorCode::EMAIL_NOT_BOUND, ErrorCode::NO_EMAIL_BOUND];
        self.0.code.is_some_and(|code| codes.contains(&code))
    }

    /// Whether the user would be left without a way to sign in: 1320010 or 2217 (protocol.md A19,
    /// A22).
    pub fn is_last_login_method(&self) -> bool {
        let codes = [ErrorCode::LAST_LOGIN_METHOD, ErrorCode::LAST_LOGIN_METHOD_OLD];
        self.0.code.is_some_and(|code| codes.contains(&code))
    }

    /// Whether the service answered with a refusal.
    pub fn is_refused(&self) -> bool {
        self.refusal().is_some() || self.oauth_error().is_some()
    }

    /// The error by which the OIDC endpoints refused: `invalid_grant`, `invalid_client`, …
    pub fn oauth_error(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Decode(DecodeError::Oauth { error, .. }) => Some(error),
            Kind::RefreshRefused(refused) => refused.refusal().oauth_error(),
            _ => None,
        }
    }

    /// Whether the service could not be reached at all. It has seen nothing.
    pub fn is_connect(&self) -> bool {
        self.transport_kind() == Some(TransportErrorKind::Connect)
    }

    /// Whether a time limit passed: the transport's, or the deadline of the call.
    pub fn is_timeout(&self) -> bool {
        self.transport_kind() == Some(TransportErrorKind::Timeout)
            || matches!(self.0.kind, Kind::NoTime(_))
    }

    /// Whether the session store failed.
    pub fn is_store(&self) -> bool {
        matches!(self.0.kind, Kind::Load(_) | Kind::Save(_) | Kind::Mark(_))
    }

    /// Whether a sign-in needs a further step: what [`SignIn::into_user`] turns such an outcome
    /// into.
    ///
    /// [`SignIn::into_user`]: crate::SignIn::into_user
    pub fn is_further_step(&self) -> bool {
        matches!(self.0.kind, Kind::FurtherStep(_))
    }

    /// Whether a [blocking](crate#without-async) call was made inside an async runtime: nothing was sent
    /// nor read.
    pub fn is_inside_runtime(&self) -> bool {
        matches!(self.0.kind, Kind::InsideRuntime(_))
    }

    fn refusal(&self) -> Option<&ServiceError> {
        match &self.0.kind {
            Kind::Decode(DecodeError::Service(refusal)) => Some(refusal),
            _ => None,
        }
    }

    fn transport_kind(&self) -> Option<TransportErrorKind> {
        match &self.0.kind {
            Kind::Transport(error) => Some(error.kind()),
            _ => None,
        }
    }

    fn cause(&self) -> &(dyn std::error::Error + 'static) {
        match &self.0.kind {
            Kind::Build(error) => error,
            Kind::Transport(error) => error,
            Kind::NoTime(error) => error,
            Kind::IdToken(error) => error,
            Kind::Decode(error) => error,
            Kind::Load(error) | Kind::Save(error) | Kind::Mark(error) => error,
            Kind::RefreshInProgress(error) => error,
            Kind::RefreshRefused(error) => error,
            Kind::FurtherStep(error) => error,
            Kind::InsideRuntime(error) => error,
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the deadline of the call had passed")]
struct NoTime;

#[derive(Debug, thiserror::Error)]
#[error("a blocking call inside an async runtime would stop it: call `authing::Client` there")]
struct InsideRuntime;

impl From<FurtherStep> for Error {
    fn from(step: FurtherStep) -> Self {
        let code = Some(step.code());
        Self::of(None, Retry::Never, code, Kind::FurtherStep(step))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.cause())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match &self.0.kind {
            Kind::Build(_) => "not sent",
            Kind::Transport(_) => "no answer",
            Kind::NoTime(_) => "not sent",
            Kind::IdToken(_) => "the id token is not to be trusted",
            Kind::Decode(DecodeError::Service(_) | DecodeError::Oauth { .. }) => "refused",
            Kind::Decode(_) => "no usable answer",
            Kind::Load(_) => "the session could not be read",
            Kind::Save(_) => "the session could not be saved",
            Kind::Mark(_) | Kind::RefreshInProgress(_) => "not sent",
            Kind::RefreshRefused(_) => "refused",
            Kind::FurtherStep(_) => "not complete",
            Kind::InsideRuntime(_) => "not done",
        };
        match self.0.operation {
            Some(operation) => write!(f, "{operation}: {what}"),
            None => f.write_str(what),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.0.operation)
            .field("code", &self.0.code)
            .field("cause", &self.cause())
            .finish()
    }
}
