use authing::operations::BindPhone;

use super::Command;
use super::arguments::{PhoneArgs, code};
use crate::failure::Refused;

/// The arguments of A18.
#[derive(Debug, clap::Args)]
pub(crate) struct BindPhoneArgs {
    #[command(flatten)]
    phone: PhoneArgs,
    /// The code from the SMS
    #[arg(value_name = "CODE")]
    phone_code: String,
}

impl Command for BindPhoneArgs {
    type Operation = BindPhone;

    fn operation(self) -> Result<BindPhone, Refused> {
        Ok(BindPhone::new(self.phone.parse()?, code("phoneCode", self.phone_code)?))
    }
}
