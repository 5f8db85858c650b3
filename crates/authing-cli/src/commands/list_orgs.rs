use authing::operations::ListOrgs;
use authing::types::UserId;

use super::Command;
use crate::failure::Refused;

/// The arguments of A29: none.
#[derive(Debug, clap::Args)]
pub(crate) struct ListOrgsArgs {}

impl Command for ListOrgsArgs {
    type Operation = ListOrgs;

    fn operation(self) -> Result<ListOrgs, Refused> {
        Err(super::nobody())
    }

    fn operation_of(self, user: Option<UserId>) -> Result<ListOrgs, Refused> {
        user.map(ListOrgs::new).ok_or_else(super::nobody)
    }
}
