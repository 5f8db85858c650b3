use serde::Serialize;

use authing_types::QrCodeId;

use crate::QrCodeStatus;
use crate::operation::operation;

operation! {
    CancelScannedTicket, "cancel_scanned_ticket", "C35", "refuse the device that shows a QR code";
    POST "/api/v2/qrcode/cancel", User, Never => QrCodeStatus,
    codes: [SERVER_ERROR, NOT_LOGGED_IN],
    refusals: ["random" => SERVER_ERROR]
}

/// Refuses the sign-in on the device that shows the QR code (protocol.md C35). It comes after
/// [`MarkQrCodeScanned`](super::MarkQrCodeScanned).
///
/// Refused with 500 unknown or expired code, or not scanned before by this user, 2020 nobody signed in here.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct CancelScannedTicket {
    /// The id of the QR code, [`QrCodePayload::random`].
    ///
    /// [`QrCodePayload::random`]: authing_types::QrCodePayload::random
    pub random: QrCodeId,
}

impl CancelScannedTicket {
    /// The step for this QR code.
    pub fn new(random: QrCodeId) -> Self {
        Self { random }
    }
}
