use authing::operations::UnbindPhone;

use super::Command;
use crate::failure::Refused;

/// The arguments of A19: none.
#[derive(Debug, clap::Args)]
pub(crate) struct UnbindPhoneArgs {}

impl Command for UnbindPhoneArgs {
    type Operation = UnbindPhone;

    fn operation(self) -> Result<UnbindPhone, Refused> {
        Ok(UnbindPhone::new())
    }
}
