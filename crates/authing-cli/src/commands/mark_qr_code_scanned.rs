use authing::operations::MarkQrCodeScanned;
use authing::types::QrCodeId;

use super::Command;
use crate::failure::Refused;

/// The arguments of B12.
#[derive(Debug, clap::Args)]
pub(crate) struct MarkQrCodeScannedArgs {
    /// What stands under `random` in the QR code
    random: String,
}

impl Command for MarkQrCodeScannedArgs {
    type Operation = MarkQrCodeScanned;

    fn operation(self) -> Result<MarkQrCodeScanned, Refused> {
        Ok(MarkQrCodeScanned::new(QrCodeId::parse(self.random)?))
    }
}
