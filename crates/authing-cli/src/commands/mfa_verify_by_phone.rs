use authing::operations::MfaVerifyByPhone;
use authing::types::VerificationCode;

use super::Command;
use super::arguments::PhoneArgs;
use crate::failure::Refused;

/// The arguments of B8.
#[derive(Debug, clap::Args)]
pub(crate) struct MfaVerifyByPhoneArgs {
    #[command(flatten)]
    phone: PhoneArgs,
    /// The code from the SMS
    code: String,
}

impl Command for MfaVerifyByPhoneArgs {
    type Operation = MfaVerifyByPhone;

    fn operation(self) -> Result<MfaVerifyByPhone, Refused> {
        Ok(MfaVerifyByPhone::new(self.phone.parse()?, VerificationCode::parse(self.code)?))
    }
}
