use authing::operations::CancelScannedTicket;
use authing::types::QrCodeId;

use super::Command;
use crate::failure::Refused;

/// The arguments of C35.
#[derive(Debug, clap::Args)]
pub(crate) struct CancelScannedTicketArgs {
    /// What stands under `random` in the QR code
    random: String,
}

impl Command for CancelScannedTicketArgs {
    type Operation = CancelScannedTicket;

    fn operation(self) -> Result<CancelScannedTicket, Refused> {
        Ok(CancelScannedTicket::new(QrCodeId::parse(self.random)?))
    }
}
