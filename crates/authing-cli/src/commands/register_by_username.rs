use authing::operations::RegisterByUsername;
use authing::types::Username;

use super::Command;
use super::arguments::SignUpArgs;
use crate::failure::Refused;
use crate::password::PasswordArgs;

/// The arguments of A2.
#[derive(Debug, clap::Args)]
pub(crate) struct RegisterByUsernameArgs {
    /// The name; upper and lower case differ
    username: String,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    sign_up: SignUpArgs,
}

impl Command for RegisterByUsernameArgs {
    type Operation = RegisterByUsername;

    fn operation(self) -> Result<RegisterByUsername, Refused> {
        let username = Username::parse(self.username)?;
        let mut operation = RegisterByUsername::new(username, self.password.read_new()?);
        operation.force_login = self.sign_up.force_login;
        operation.context = self.sign_up.context;
        Ok(operation)
    }
}
