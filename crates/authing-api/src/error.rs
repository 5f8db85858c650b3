use std::fmt;
use std::time::Duration;

use http::StatusCode;
use serde_json::value::RawValue;

use authing_types::{ErrorCode, InvalidValue};

use crate::EncryptError;

/// Why a request could not be built. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A parameter is malformed.
    #[error(transparent)]
    Invalid(#[from] InvalidValue),
    /// A password could not be encrypted.
    #[error(transparent)]
    Encrypt(#[from] EncryptError),
    /// The operation needs a signed-in user and there is none; the service would answer 2020.
    #[error("not signed in: sign in first")]
    NotSignedIn,
    /// The operation needs the token of a sign-in that waits for its second factor, and there is
    /// none; the service would answer 2021.
    #[error("no sign-in waits for a second factor: sign in first")]
    NoMfaToken,
    /// The base URL and the path make no URL.
    #[error("the base URL and the path make no URL")]
    Url(#[source] http::uri::InvalidUri),
    /// The parameters cannot be written as JSON.
    #[error("the parameters cannot be written as JSON")]
    Parameters(#[source] serde_json::Error),
}

impl BuildError {
    /// The code with which the service would have refused, where one is known.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Invalid(invalid) => invalid.code(),
            // protocol.md Q22: what a server says to an over-long password is an assumption.
            Self::Encrypt(EncryptError::TooLong { .. }) => Some(ErrorCode::BAD_REQUEST),
            Self::NotSignedIn => Some(ErrorCode::NOT_LOGGED_IN),
            Self::NoMfaToken => Some(ErrorCode::LOGIN_STATE_INVALID),
            Self::Encrypt(_) | Self::Url(_) | Self::Parameters(_) => None,
        }
    }
}

/// Why a response gave no value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The service refused, with a code.
    #[error(transparent)]
    Service(Box<ServiceError>),
    /// The OIDC endpoints refused, with an error of RFC 6749 (protocol.md 8.4).
    #[error("refused with {error}{}", description.as_ref().map(|text| format!(": {text}")).unwrap_or_default())]
    Oauth {
        /// The error: `invalid_grant`, `invalid_client`, …
        error: String,
        /// What the service says about it, for people.
        description: Option<String>,
        /// The HTTP status.
        status: StatusCode,
        /// For how long the service asks to wait.
        retry_after: Option<Duration>,
    },
    /// The answer is not JSON: a proxy's page, or a cut body.
    #[error("the answer (HTTP {}) is not JSON; it begins: {start}", status.as_u16())]
    NotJson {
        /// The HTTP status.
        status: StatusCode,
        /// The beginning of the body, with what looks like a secret masked.
        start: String,
        /// For how long the service asks to wait.
        retry_after: Option<Duration>,
    },
    /// The envelope is well-formed, but its data is not what the operation promises.
    #[error("the answer (code {code}) lacks what the operation promises: {reason}")]
    UnexpectedData {
        /// The effective code.
        code: ErrorCode,
        /// The HTTP status.
        status: StatusCode,
        /// What is wrong, without any of the data.
        reason: String,
    },
}

/// A refusal by the service.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub struct ServiceError {
    /// The effective code (protocol.md 1.6).
    pub code: ErrorCode,
    /// The HTTP status, which is 200 for most refusals.
    pub status: StatusCode,
    /// The service's message, in the language of the request. For people, never to branch on.
    pub message: String,
    /// The id of the request, where the service gave one.
    pub request_id: Option<String>,
    /// For how long the service asks to wait, where it does.
    pub retry_after: Option<Duration>,
    /// The data that came with the refusal, as it came; it may hold secrets.
    pub data: Option<Box<RawValue>>,
}

impl ServiceError {
    /// The data that came with the refusal, where it is an object: `remainCount` of 2333, say.
    #[inline]
    pub fn data_field(&self, key: &str) -> Option<serde_json::Value> {
        let object: serde_json::Map<_, _> = serde_json::from_str(self.data.as_ref()?.get()).ok()?;
        object.get(key).cloned()
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service refused with code {}", self.code)?;
        if let Some(name) = self.code.name() {
            write!(f, " ({name})")?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

impl fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceError")
            .field("code", &self.code)
            .field("status", &self.status)
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .field("retry_after", &self.retry_after)
            .finish_non_exhaustive()
    }
}
