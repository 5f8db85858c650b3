use authing::operations::CustomData;
use authing::types::UserId;

use super::Command;
use crate::failure::Refused;

/// The arguments of A12: none.
#[derive(Debug, clap::Args)]
pub(crate) struct CustomDataArgs {}

impl Command for CustomDataArgs {
    type Operation = CustomData;

    fn operation(self) -> Result<CustomData, Refused> {
        Err(super::nobody())
    }

    fn operation_of(self, user: Option<UserId>) -> Result<CustomData, Refused> {
        user.map(CustomData::new).ok_or_else(super::nobody)
    }
}
