use authing::operations::UnbindEmail;

use super::Command;
use crate::failure::Refused;

/// The arguments of A22: none.
#[derive(Debug, clap::Args)]
pub(crate) struct UnbindEmailArgs {}

impl Command for UnbindEmailArgs {
    type Operation = UnbindEmail;

    fn operation(self) -> Result<UnbindEmail, Refused> {
        Ok(UnbindEmail::new())
    }
}
