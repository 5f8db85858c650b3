use authing::operations::Link;
use authing::types::IdToken;

use super::Command;
use crate::failure::Refused;
use crate::secret::token;

/// The arguments of A24.
#[derive(Debug, clap::Args)]
pub(crate) struct LinkArgs {
    /// The id token of the account that stays, or - for a line of standard input
    primary_user_token: String,
    /// The id token of the social account, which is deleted, or - for a line of standard input
    secondary_user_token: String,
}

impl Command for LinkArgs {
    type Operation = Link;

    const DONE: &'static str = "linked";

    fn operation(self) -> Result<Link, Refused> {
        Ok(Link::new(
            IdToken::parse(token(self.primary_user_token)?)?,
            IdToken::parse(token(self.secondary_user_token)?)?,
        ))
    }
}
