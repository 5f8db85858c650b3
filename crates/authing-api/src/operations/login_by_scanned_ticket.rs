use serde::Serialize;

use authing_types::QrCodeId;

use crate::QrCodeStatus;
use crate::operation::operation;

operation! {
    LoginByScannedTicket, "login_by_scanned_ticket", "B13", "let the device that shows a QR code sign in";
    POST "/api/v2/qrcode/confirm", User, Never => QrCodeStatus,
    codes: [SERVER_ERROR, NOT_LOGGED_IN],
    refusals: ["random" => SERVER_ERROR]
}

/// Signs this user in on the *other* device, which shows the QR code (protocol.md B13). It comes
/// after [`MarkQrCodeScanned`](super::MarkQrCodeScanned); the session here stays as it is.
///
/// Refused with 500 unknown or expired code, or not scanned before by this user, 2020 nobody signed in here.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct LoginByScannedTicket {
    /// The id of the QR code, [`QrCodePayload::random`].
    ///
    /// [`QrCodePayload::random`]: authing_types::QrCodePayload::random
    pub random: QrCodeId,
}

impl LoginByScannedTicket {
    /// The step for this QR code.
    pub fn new(random: QrCodeId) -> Self {
        Self { random }
    }
}
