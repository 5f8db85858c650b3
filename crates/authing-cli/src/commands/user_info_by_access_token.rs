use authing::operations::UserInfoByAccessToken;

use super::Command;
use crate::failure::Refused;

/// The arguments of B17: none, the session has the access token.
#[derive(Debug, clap::Args)]
pub(crate) struct UserInfoByAccessTokenArgs {}

impl Command for UserInfoByAccessTokenArgs {
    type Operation = UserInfoByAccessToken;

    fn operation(self) -> Result<UserInfoByAccessToken, Refused> {
        Ok(UserInfoByAccessToken::new())
    }
}
