use authing::operations::RegisterByPhoneCode;
use authing::types::VerificationCode;

use super::Command;
use super::arguments::{PhoneArgs, SignUpArgs};
use crate::failure::Refused;
use crate::password::PasswordArgs;

/// The arguments of A3.
#[derive(Debug, clap::Args)]
pub(crate) struct RegisterByPhoneCodeArgs {
    #[command(flatten)]
    phone: PhoneArgs,
    /// The code from the SMS
    code: String,
    /// Set a password too: that of AUTHING_PASSWORD, or one that is asked for on the terminal
    #[arg(long)]
    password: bool,
    #[command(flatten)]
    password_source: PasswordArgs,
    #[command(flatten)]
    sign_up: SignUpArgs,
}

impl Command for RegisterByPhoneCodeArgs {
    type Operation = RegisterByPhoneCode;

    fn operation(self) -> Result<RegisterByPhoneCode, Refused> {
        let phone = self.phone.parse()?;
        let code = VerificationCode::parse(self.code)?;
        let is_wanted = self.password || self.password_source.password_stdin;
        let password = is_wanted.then(|| self.password_source.read_new()).transpose()?;
        let mut operation = RegisterByPhoneCode::new(phone, code, password);
        operation.force_login = self.sign_up.force_login;
        operation.context = self.sign_up.context;
        Ok(operation)
    }
}
