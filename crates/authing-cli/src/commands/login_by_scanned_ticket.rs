use authing::operations::LoginByScannedTicket;
use authing::types::QrCodeId;

use super::Command;
use crate::failure::Refused;

/// The arguments of B13.
#[derive(Debug, clap::Args)]
pub(crate) struct LoginByScannedTicketArgs {
    /// What stands under `random` in the QR code
    random: String,
}

impl Command for LoginByScannedTicketArgs {
    type Operation = LoginByScannedTicket;

    fn operation(self) -> Result<LoginByScannedTicket, Refused> {
        Ok(LoginByScannedTicket::new(QrCodeId::parse(self.random)?))
    }
}
