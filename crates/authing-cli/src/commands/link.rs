use authing::operations::Link;
use authing::types::IdToken;

use super::Command;
use crate::failure::Refused;

/// The arguments of A24.
#[derive(Debug, clap::Args)]
pub(crate) struct LinkArgs {
    /// The id token of the account that stays
    primary_user_token: String,
    /// The id token of the social account, which is deleted
    secondary_user_token: String,
}

impl Command for LinkArgs {
    type Operation = Link;

    const DONE: &'static str = "linked";

    fn operation(self) -> Result<Link, Refused> {
        Ok(Link::new(
            IdToken::parse(self.primary_user_token)?,
            IdToken::parse(self.secondary_user_token)?,
        ))
    }
}
