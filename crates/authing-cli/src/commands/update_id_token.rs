use authing::operations::UpdateIdToken;

use super::Command;
use crate::failure::Refused;

/// The arguments of A32: none.
#[derive(Debug, clap::Args)]
pub(crate) struct UpdateIdTokenArgs {}

impl Command for UpdateIdTokenArgs {
    type Operation = UpdateIdToken;

    fn operation(self) -> Result<UpdateIdToken, Refused> {
        Ok(UpdateIdToken::new())
    }
}
