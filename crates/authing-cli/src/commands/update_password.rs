use authing::operations::UpdatePassword;

use super::Command;
use crate::failure::Refused;
use crate::password_change::PasswordChangeArgs;

/// The arguments of A17.
#[derive(Debug, clap::Args)]
pub(crate) struct UpdatePasswordArgs {
    #[command(flatten)]
    passwords: PasswordChangeArgs,
}

impl Command for UpdatePasswordArgs {
    type Operation = UpdatePassword;

    const DONE: &'static str = "the password is changed";

    fn operation(self) -> Result<UpdatePassword, Refused> {
        let passwords = self.passwords.read()?;
        Ok(UpdatePassword::new(passwords.new, passwords.old))
    }
}
