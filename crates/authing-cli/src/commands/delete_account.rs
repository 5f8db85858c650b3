use authing::operations::DeleteAccount;

use super::Command;
use crate::failure::Refused;

/// The arguments of B2: none.
#[derive(Debug, clap::Args)]
pub(crate) struct DeleteAccountArgs {}

impl Command for DeleteAccountArgs {
    type Operation = DeleteAccount;

    const DONE: &'static str = "deleted";

    fn operation(self) -> Result<DeleteAccount, Refused> {
        Ok(DeleteAccount::new())
    }
}
