use authing_types::RecoveryCode;

use crate::reply::{OperationOutput, Reply, SessionChange};
use crate::{DecodeError, SignIn};

impl OperationOutput for bool {
    #[inline]
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        if reply.is_success() { reply.data() } else { Err(reply.into_refusal()) }
    }
}

/// How a sign-in by recovery code ended (protocol.md B11).
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use = "it holds the new recovery code"]
pub struct RecoveredSignIn {
    /// The sign-in.
    pub sign_in: SignIn,
    /// The new recovery code: show it to the user, since the old one is dead. `None` where the
    /// service gave none.
    pub recovery_code: Option<RecoveryCode>,
}

impl OperationOutput for RecoveredSignIn {
    #[inline]
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        let recovery_code = reply.recovery_code().and_then(|code| RecoveryCode::parse(code).ok());
        Ok(Self { sign_in: SignIn::from_reply(reply)?, recovery_code })
    }

    fn session_change(&self) -> SessionChange<'_> {
        self.sign_in.session_change()
    }
}
