use bytes::Bytes;
use http::Response;

use authing_types::{
    BindingChallenge, BindingKind, ErrorCode, FirstLoginChallenge, MfaChallenge, MfaScope, User,
};

use crate::error::DecodeError;
use crate::reply::{OperationOutput, Reply, SessionChange, user_on_fast_path};

/// How a sign-in ended: complete, or waiting for a further step (protocol.md 9.4).
///
/// A further step is an ordinary outcome that a program must handle, not an error.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use = "a sign-in may need a further step"]
pub enum SignIn {
    /// The user is signed in; [`User::token`] holds the id token.
    Complete(Box<User>),
    /// A second factor is needed: codes 1636 and 1635.
    MfaRequired(MfaChallenge),
    /// The first sign-in must set a new password: code 1639.
    FirstLoginPasswordReset(FirstLoginChallenge),
    /// An external identity must be bound to an account: codes 1640, 1641 and 2921.
    BindingRequired(BindingChallenge),
}

impl SignIn {
    /// The code that the service answered with.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Complete(_) => ErrorCode::OK,
            Self::MfaRequired(challenge) => match challenge.scope {
                MfaScope::Personal => ErrorCode::PERSONAL_MFA_REQUIRED,
                _ => ErrorCode::MFA_REQUIRED,
            },
            Self::FirstLoginPasswordReset(_) => ErrorCode::FIRST_LOGIN_PASSWORD_RESET,
            Self::BindingRequired(challenge) => match challenge.kind {
                BindingKind::Selection => ErrorCode::SELECT_ACCOUNT,
                BindingKind::ExistingOrNew => ErrorCode::BIND_OR_CREATE,
                _ => ErrorCode::BIND_EXISTING_ONLY,
            },
        }
    }

    /// The signed-in user, where the sign-in is complete.
    pub fn user(&self) -> Option<&User> {
        match self {
            Self::Complete(user) => Some(user),
            _ => None,
        }
    }

    /// The signed-in user, or an error where a further step is needed: for programs that support
    /// no such steps.
    ///
    /// # Errors
    ///
    /// [`FurtherStep`], which tells the step by its code.
    pub fn into_user(self) -> Result<User, FurtherStep> {
        let code = self.code();
        match self {
            Self::Complete(user) => Ok(*user),
            _ => Err(FurtherStep { code }),
        }
    }
}

/// A sign-in needs a further step: what [`SignIn::into_user`] makes of every other outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sign-in needs a further step: {}", code.info().map_or("unknown", |info| info.meaning))]
pub struct FurtherStep {
    code: ErrorCode,
}

impl FurtherStep {
    /// The code that the service answered with: 1636, 1635, 1639, 1640, 1641 or 2921.
    pub fn code(&self) -> ErrorCode {
        self.code
    }
}

impl OperationOutput for SignIn {
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        let mfa = |scope| -> Result<Self, DecodeError> {
            let mut challenge: MfaChallenge = reply.object()?;
            challenge.scope = scope;
            Ok(Self::MfaRequired(challenge))
        };
        let binding = |kind| -> Result<Self, DecodeError> {
            let mut challenge: BindingChallenge = reply.object()?;
            challenge.kind = kind;
            Ok(Self::BindingRequired(challenge))
        };
        match reply.code {
            ErrorCode::OK => Ok(Self::Complete(Box::new(reply.user()?))),
            ErrorCode::MFA_REQUIRED => mfa(MfaScope::Application),
            ErrorCode::PERSONAL_MFA_REQUIRED => mfa(MfaScope::Personal),
            ErrorCode::FIRST_LOGIN_PASSWORD_RESET => {
                Ok(Self::FirstLoginPasswordReset(reply.object()?))
            }
            ErrorCode::BIND_EXISTING_ONLY => binding(BindingKind::ExistingOnly),
            ErrorCode::BIND_OR_CREATE => binding(BindingKind::ExistingOrNew),
            ErrorCode::SELECT_ACCOUNT => binding(BindingKind::Selection),
            _ => Err(reply.into_refusal()),
        }
    }

    fn fast_path(response: &Response<Bytes>) -> Option<Self> {
        user_on_fast_path(response).map(|user| Self::Complete(Box::new(user)))
    }

    fn session_change(&self) -> SessionChange<'_> {
        match self {
            Self::Complete(user) => SessionChange::SignedIn(user),
            Self::MfaRequired(challenge) => SessionChange::MfaPending(&challenge.mfa_token),
            Self::FirstLoginPasswordReset(challenge) => {
                SessionChange::FirstLoginPending(&challenge.token)
            }
            Self::BindingRequired(_) => SessionChange::Nothing,
        }
    }
}
