use authing::operations::Unlink;
use authing::types::{IdToken, IdentityProvider};

use super::Command;
use crate::failure::Refused;

/// The arguments of A25.
#[derive(Debug, clap::Args)]
pub(crate) struct UnlinkArgs {
    /// The provider: wechat:mobile, apple, github, or another
    provider: String,
    /// The id token of the account; the one that is signed in without this flag
    #[arg(long, value_name = "TOKEN")]
    primary_user_token: Option<String>,
}

impl Command for UnlinkArgs {
    type Operation = Unlink;

    const DONE: &'static str = "unlinked";

    fn operation(self) -> Result<Unlink, Refused> {
        let mut operation = Unlink::new(IdentityProvider::parse(self.provider)?);
        operation.primary_user_token = self.primary_user_token.map(IdToken::parse).transpose()?;
        Ok(operation)
    }
}
