use authing::operations::LoginByPhoneCode;
use authing::types::VerificationCode;

use super::Command;
use super::arguments::{PhoneArgs, SignInArgs};
use crate::failure::Refused;

/// The arguments of A5.
#[derive(Debug, clap::Args)]
pub(crate) struct LoginByPhoneCodeArgs {
    #[command(flatten)]
    phone: PhoneArgs,
    /// The code from the SMS
    code: String,
    #[command(flatten)]
    sign_in: SignInArgs,
}

impl Command for LoginByPhoneCodeArgs {
    type Operation = LoginByPhoneCode;

    fn operation(self) -> Result<LoginByPhoneCode, Refused> {
        let code = VerificationCode::parse(self.code)?;
        let mut operation = LoginByPhoneCode::new(self.phone.parse()?, code);
        operation.auto_register = self.sign_in.auto_register;
        operation.context = self.sign_in.context;
        Ok(operation)
    }
}
