//! The rules of B12, B13 and C35.

use authing_api::operations::{CancelScannedTicket, LoginByScannedTicket, MarkQrCodeScanned};

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool, QrStep};

/// B12.
impl Handle for MarkQrCodeScanned {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.qr_step(self.random.as_str(), QrStep::Scan, call)
    }
}

/// B13. It follows B12, by the same user.
impl Handle for LoginByScannedTicket {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.qr_step(self.random.as_str(), QrStep::Confirm, call)
    }
}

/// C35. It follows B12, by the same user.
impl Handle for CancelScannedTicket {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.qr_step(self.random.as_str(), QrStep::Cancel, call)
    }
}
