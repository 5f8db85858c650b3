use authing::operations::RegisterByEmail;
use authing::types::Email;

use super::Command;
use super::arguments::SignUpArgs;
use crate::failure::Refused;
use crate::password::PasswordArgs;

/// The arguments of A1.
#[derive(Debug, clap::Args)]
pub(crate) struct RegisterByEmailArgs {
    /// The address: ann@example.com
    email: String,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    sign_up: SignUpArgs,
}

impl Command for RegisterByEmailArgs {
    type Operation = RegisterByEmail;

    fn operation(self) -> Result<RegisterByEmail, Refused> {
        let email = Email::parse(self.email)?;
        let mut operation = RegisterByEmail::new(email, self.password.read_new()?);
        operation.force_login = self.sign_up.force_login;
        operation.context = self.sign_up.context;
        Ok(operation)
    }
}
