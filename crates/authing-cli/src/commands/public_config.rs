use authing::operations::PublicConfig;

use super::Command;
use crate::failure::Refused;

/// The arguments of B1: none.
#[derive(Debug, clap::Args)]
pub(crate) struct PublicConfigArgs {}

impl Command for PublicConfigArgs {
    type Operation = PublicConfig;

    fn operation(self) -> Result<PublicConfig, Refused> {
        Ok(PublicConfig::new())
    }
}
