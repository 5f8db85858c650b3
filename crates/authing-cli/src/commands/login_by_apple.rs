use authing::operations::LoginByApple;
use authing::types::ProviderCode;

use super::Command;
use crate::failure::Refused;

/// The arguments of B5.
#[derive(Debug, clap::Args)]
pub(crate) struct LoginByAppleArgs {
    /// Apple's authorization code
    code: String,
}

impl Command for LoginByAppleArgs {
    type Operation = LoginByApple;

    fn operation(self) -> Result<LoginByApple, Refused> {
        Ok(LoginByApple::new(ProviderCode::parse(self.code)?))
    }
}
