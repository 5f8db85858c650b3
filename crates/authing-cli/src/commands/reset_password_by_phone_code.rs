use authing::operations::ResetPasswordByPhoneCode;
use authing::types::VerificationCode;

use super::Command;
use super::arguments::PhoneArgs;
use crate::failure::Refused;
use crate::password::PasswordArgs;

/// The arguments of A14.
#[derive(Debug, clap::Args)]
pub(crate) struct ResetPasswordByPhoneCodeArgs {
    #[command(flatten)]
    phone: PhoneArgs,
    /// The code from the SMS
    code: String,
    #[command(flatten)]
    new_password: PasswordArgs,
}

impl Command for ResetPasswordByPhoneCodeArgs {
    type Operation = ResetPasswordByPhoneCode;

    const DONE: &'static str = "the password is changed";

    fn operation(self) -> Result<ResetPasswordByPhoneCode, Refused> {
        let phone = self.phone.parse()?;
        let code = VerificationCode::parse(self.code)?;
        Ok(ResetPasswordByPhoneCode::new(phone, code, self.new_password.read_new()?))
    }
}
