use authing::DirectoryApi;
use authing::operations::LoginByLdap;
use authing::types::Username;

use super::Command;
use crate::failure::Refused;
use crate::password::PasswordArgs;

/// The arguments of A6.
#[derive(Debug, clap::Args)]
pub(crate) struct LoginByLdapArgs {
    /// The name in the directory
    username: String,
    #[command(flatten)]
    password: PasswordArgs,
    /// Use the interface of the mobile SDKs, /api/v2/login/ldap, with an encrypted password
    #[arg(long)]
    mobile_api: bool,
}

impl Command for LoginByLdapArgs {
    type Operation = LoginByLdap;

    fn operation(self) -> Result<LoginByLdap, Refused> {
        let username = Username::parse(self.username)?;
        let mut operation = LoginByLdap::new(username, self.password.read()?);
        if self.mobile_api {
            operation.api = DirectoryApi::Login;
        }
        Ok(operation)
    }
}
