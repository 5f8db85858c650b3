use authing::operations::SecurityLevel;

use super::Command;
use crate::failure::Refused;

/// The arguments of A27: none.
#[derive(Debug, clap::Args)]
pub(crate) struct SecurityLevelArgs {}

impl Command for SecurityLevelArgs {
    type Operation = SecurityLevel;

    fn operation(self) -> Result<SecurityLevel, Refused> {
        Ok(SecurityLevel::new())
    }
}
