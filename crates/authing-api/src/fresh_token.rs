//! What the operations give that bring an id token, or may.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use authing_types::{IdToken, User, UserId, lenient};

use crate::error::DecodeError;
use crate::expiry_of;
use crate::reply::{OperationOutput, Reply, SessionChange, user_on_fast_path};

/// A fresh id token (protocol.md A32). Whether the whole user comes with it is not documented (Q2).
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct IdTokenReply {
    /// The token.
    pub token: IdToken,
    /// When it was issued, in seconds since 1970.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub iat: Option<i64>,
    /// When it expires, in seconds since 1970.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub exp: Option<i64>,
    /// The user, where the reply holds one. Without one the user is the one who asked.
    #[serde(skip)]
    pub user: Option<Box<User>>,
}

impl IdTokenReply {
    /// When the token expires: as the reply says, else as the token itself says.
    pub fn expires_at(&self) -> Option<SystemTime> {
        let said = self.exp.and_then(|seconds| u64::try_from(seconds).ok());
        said.and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)))
            .or_else(|| self.user.as_ref()?.token_expired_at.as_ref()?.to_system_time())
            .or_else(|| expiry_of(&self.token))
    }

    /// Whose token it is, where the reply says so.
    pub fn user_id(&self) -> Option<&UserId> {
        self.user.as_ref().map(|user| &user.id)
    }
}

impl OperationOutput for IdTokenReply {
    #[inline]
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        if !reply.is_success() {
            return Err(reply.into_refusal());
        }
        let mut fresh: Self = reply.object()?;
        fresh.user = reply.user().ok().map(Box::new);
        Ok(fresh)
    }

    fn session_change(&self) -> SessionChange<'_> {
        SessionChange::TokenRefreshed(self)
    }
}

/// How the reset of a first sign-in's password ended (protocol.md A33, D24).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FirstLoginReset {
    /// The password is set: sign in with it.
    Done,
    /// The password is set, and the service has signed the user in at once.
    SignedIn(Box<User>),
}

impl FirstLoginReset {
    /// The user, where the service has signed one in.
    pub fn user(&self) -> Option<&User> {
        match self {
            Self::SignedIn(user) => Some(user),
            Self::Done => None,
        }
    }
}

impl OperationOutput for FirstLoginReset {
    /// Whatever the data is, the password is set: only a user with a token counts as a sign-in.
    #[inline]
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        if !reply.is_success() {
            return Err(reply.into_refusal());
        }
        Ok(match reply.user() {
            Ok(user) if user.token.is_some() => Self::SignedIn(Box::new(user)),
            _ => Self::Done,
        })
    }

    fn session_change(&self) -> SessionChange<'_> {
        match self {
            Self::Done => SessionChange::FirstLoginDone,
            Self::SignedIn(user) => SessionChange::SignedIn(user),
        }
    }
}

/// A user where the data is one, for an operation of which that is not sure (protocol.md D48).
impl OperationOutput for Option<User> {
    #[inline]
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        if reply.is_success() { Ok(reply.user().ok()) } else { Err(reply.into_refusal()) }
    }

    fn fast_path(response: &Response<Bytes>) -> Option<Self> {
        user_on_fast_path(response).map(Some)
    }

    fn session_change(&self) -> SessionChange<'_> {
        self.as_ref().map_or(SessionChange::Nothing, SessionChange::SignedIn)
    }
}
