use authing::operations::MfaVerifyByRecoveryCode;
use authing::types::RecoveryCode;

use super::Command;
use crate::failure::Refused;

/// The arguments of B11.
#[derive(Debug, clap::Args)]
pub(crate) struct MfaVerifyByRecoveryCodeArgs {
    /// The newest recovery code; the answer shows the next one
    recovery_code: String,
}

impl Command for MfaVerifyByRecoveryCodeArgs {
    type Operation = MfaVerifyByRecoveryCode;

    fn operation(self) -> Result<MfaVerifyByRecoveryCode, Refused> {
        Ok(MfaVerifyByRecoveryCode::new(RecoveryCode::parse(self.recovery_code)?))
    }
}
