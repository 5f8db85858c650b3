use authing::operations::SetCustomData;
use authing::types::CustomDataUpdate;

use super::Command;
use crate::failure::Refused;

/// The arguments of A13.
#[derive(Debug, clap::Args)]
pub(crate) struct SetCustomDataArgs {
    /// Fields with their values: org=hello age=30; a value that is JSON is taken as such, and
    /// text that looks like JSON is written with quotes: 'zip="01234"'
    #[arg(value_name = "KEY=VALUE", required = true)]
    pairs: Vec<String>,
}

impl Command for SetCustomDataArgs {
    type Operation = SetCustomData;

    fn operation(self) -> Result<SetCustomData, Refused> {
        let mut pairs = self.pairs.iter();
        let update =
            pairs.try_fold(CustomDataUpdate::new(), |update, pair| update.set_pair(pair))?;
        Ok(SetCustomData::new(update))
    }
}
