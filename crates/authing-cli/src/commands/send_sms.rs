use authing::operations::SendSms;

use super::Command;
use super::arguments::PhoneArgs;
use crate::failure::Refused;

/// The arguments of A10.
#[derive(Debug, clap::Args)]
pub(crate) struct SendSmsArgs {
    #[command(flatten)]
    phone: PhoneArgs,
}

impl Command for SendSmsArgs {
    type Operation = SendSms;

    const DONE: &'static str = "sent";

    fn operation(self) -> Result<SendSms, Refused> {
        Ok(SendSms::new(self.phone.parse()?))
    }
}
