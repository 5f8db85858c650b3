use authing::operations::LoginByAccount;
use authing::types::Account;

use super::Command;
use super::arguments::SignInArgs;
use crate::failure::Refused;
use crate::password::PasswordArgs;

/// The arguments of A4.
#[derive(Debug, clap::Args)]
pub(crate) struct LoginByAccountArgs {
    /// A phone number without prefix, an e-mail address, or a user name
    account: String,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    sign_in: SignInArgs,
}

impl Command for LoginByAccountArgs {
    type Operation = LoginByAccount;

    fn operation(self) -> Result<LoginByAccount, Refused> {
        let account = Account::parse(self.account)?;
        let mut operation = LoginByAccount::new(account, self.password.read()?);
        operation.auto_register = self.sign_in.auto_register;
        operation.context = self.sign_in.context;
        Ok(operation)
    }
}
