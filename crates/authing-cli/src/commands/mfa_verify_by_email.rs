use authing::operations::MfaVerifyByEmail;
use authing::types::{Email, VerificationCode};

use super::Command;
use crate::failure::Refused;

/// The arguments of B9.
#[derive(Debug, clap::Args)]
pub(crate) struct MfaVerifyByEmailArgs {
    /// The address
    email: String,
    /// The code from the mail
    code: String,
}

impl Command for MfaVerifyByEmailArgs {
    type Operation = MfaVerifyByEmail;

    fn operation(self) -> Result<MfaVerifyByEmail, Refused> {
        Ok(MfaVerifyByEmail::new(Email::parse(self.email)?, VerificationCode::parse(self.code)?))
    }
}
