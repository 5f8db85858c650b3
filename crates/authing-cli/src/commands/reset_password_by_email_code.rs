use authing::operations::ResetPasswordByEmailCode;
use authing::types::{Email, VerificationCode};

use super::Command;
use crate::failure::Refused;
use crate::password::PasswordArgs;

/// The arguments of A15.
#[derive(Debug, clap::Args)]
pub(crate) struct ResetPasswordByEmailCodeArgs {
    /// The address
    email: String,
    /// The code from the mail that was sent for RESET_PASSWORD
    code: String,
    #[command(flatten)]
    new_password: PasswordArgs,
}

impl Command for ResetPasswordByEmailCodeArgs {
    type Operation = ResetPasswordByEmailCode;

    const DONE: &'static str = "the password is changed";

    fn operation(self) -> Result<ResetPasswordByEmailCode, Refused> {
        let email = Email::parse(self.email)?;
        let code = VerificationCode::parse(self.code)?;
        Ok(ResetPasswordByEmailCode::new(email, code, self.new_password.read_new()?))
    }
}
