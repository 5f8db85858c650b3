use authing::operations::MfaCheck;
use authing::types::{Email, PhoneNumber};

use super::Command;
use crate::failure::Refused;

/// The arguments of B7.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct MfaCheckArgs {
    /// The phone number without its country code
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// The address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
}

impl Command for MfaCheckArgs {
    type Operation = MfaCheck;

    fn operation(self) -> Result<MfaCheck, Refused> {
        Ok(MfaCheck::new(
            self.phone.map(PhoneNumber::parse).transpose()?,
            self.email.map(Email::parse).transpose()?,
        ))
    }
}
