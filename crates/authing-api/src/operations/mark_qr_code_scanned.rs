use serde::Serialize;

use authing_types::QrCodeId;

use crate::QrCodeStatus;
use crate::operation::operation;

operation! {
    MarkQrCodeScanned, "mark_qr_code_scanned", "B12", "tell that a QR code was scanned";
    POST "/api/v2/qrcode/scanned", User, Idempotent => QrCodeStatus,
    codes: [SERVER_ERROR, NOT_LOGGED_IN],
    refusals: ["random" => SERVER_ERROR]
}

/// Tells the page that shows a QR code that this user has scanned it (protocol.md B12).
///
/// Refused with 500 unknown or expired code, 2020 nobody signed in here.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct MarkQrCodeScanned {
    /// The id of the QR code, [`QrCodePayload::random`].
    ///
    /// [`QrCodePayload::random`]: authing_types::QrCodePayload::random
    pub random: QrCodeId,
}

impl MarkQrCodeScanned {
    /// The step for this QR code.
    pub fn new(random: QrCodeId) -> Self {
        Self { random }
    }
}
