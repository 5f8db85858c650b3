use authing::operations::CurrentUser;

use super::Command;
use crate::failure::Refused;

/// The arguments of A8: none.
#[derive(Debug, clap::Args)]
pub(crate) struct CurrentUserArgs {}

impl Command for CurrentUserArgs {
    type Operation = CurrentUser;

    fn operation(self) -> Result<CurrentUser, Refused> {
        Ok(CurrentUser::new())
    }
}
