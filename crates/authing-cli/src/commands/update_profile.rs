use authing::InvalidValue;
use authing::operations::UpdateProfile;
use authing::types::ProfileUpdate;

use super::Command;
use crate::failure::Refused;

/// The arguments of A16.
#[derive(Debug, clap::Args)]
pub(crate) struct UpdateProfileArgs {
    /// Keys of the profile with their new values: nickname=Ironman city="New York"
    #[arg(value_name = "KEY=VALUE", required = true)]
    pairs: Vec<String>,
}

impl Command for UpdateProfileArgs {
    type Operation = UpdateProfile;

    fn operation(self) -> Result<UpdateProfile, Refused> {
        let mut update = ProfileUpdate::new();
        for pair in &self.pairs {
            let (key, value) = pair.split_once('=').ok_or(InvalidValue::new(
                "profile",
                "holds a word that is no pair: write key=value",
            ))?;
            update = update.with(key.parse()?, value);
        }
        Ok(UpdateProfile::new(update))
    }
}
