use authing::operations::MfaVerifyByTotp;
use authing::types::{MfaScope, TotpCode};

use super::Command;
use crate::failure::Refused;

/// The arguments of B10.
#[derive(Debug, clap::Args)]
pub(crate) struct MfaVerifyByTotpArgs {
    /// The code that the authenticator app shows
    totp: String,
    /// The user set the second factor up, not the application: the sign-in ended in 1635
    #[arg(long)]
    personal: bool,
}

impl Command for MfaVerifyByTotpArgs {
    type Operation = MfaVerifyByTotp;

    fn operation(self) -> Result<MfaVerifyByTotp, Refused> {
        let scope = if self.personal { MfaScope::Personal } else { MfaScope::Application };
        Ok(MfaVerifyByTotp::new(TotpCode::parse(self.totp)?, scope))
    }
}
