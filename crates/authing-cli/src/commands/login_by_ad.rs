use authing::DirectoryApi;
use authing::operations::LoginByAd;
use authing::types::Username;

use super::Command;
use crate::failure::Refused;
use crate::password::PasswordArgs;

/// The arguments of A7.
#[derive(Debug, clap::Args)]
pub(crate) struct LoginByAdArgs {
    /// The name in the directory
    username: String,
    #[command(flatten)]
    password: PasswordArgs,
    /// Use the interface of the mobile SDKs, /api/v2/login/ad, with an encrypted password
    #[arg(long)]
    mobile_api: bool,
}

impl Command for LoginByAdArgs {
    type Operation = LoginByAd;

    fn operation(self) -> Result<LoginByAd, Refused> {
        let username = Username::parse(self.username)?;
        let mut operation = LoginByAd::new(username, self.password.read()?);
        if self.mobile_api {
            operation.api = DirectoryApi::Login;
        }
        Ok(operation)
    }
}
