use authing::operations::ListRoles;

use super::Command;
use crate::failure::Refused;

/// The arguments of A30.
#[derive(Debug, clap::Args)]
pub(crate) struct ListRolesArgs {
    /// Only roles of this namespace
    #[arg(long)]
    namespace: Option<String>,
}

impl Command for ListRolesArgs {
    type Operation = ListRoles;

    fn operation(self) -> Result<ListRoles, Refused> {
        Ok(ListRoles::new(self.namespace))
    }
}
