//! QR codes for signing in on another device (protocol.md 9.1).

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::json;

use authing_types::{ErrorCode, Timestamp};

use super::{Call, Pool, Slot};
use crate::answer::{Answer, Failure, Outcome};

/// A QR code that somebody shows.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct QrCode {
    created_at: SystemTime,
    status: Status,
    pub(crate) scanned_by: Option<Slot>,
}

/// The numbers of protocol.md 9.1, in the replies of each step too (an assumption, Q25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum Status {
    Unused = 0,
    Scanned = 1,
    Confirmed = 2,
    Cancelled = 3,
}

/// What the user who scanned a code does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QrStep {
    Scan,
    Confirm,
    Cancel,
}

const LIFETIME: Duration = Duration::from_secs(120);
const EXPIRED: i64 = -1;

impl Pool {
    /// Makes a code and gives what its image says, in the newer form.
    pub(crate) fn create_qr_code(&mut self, now: SystemTime) -> String {
        let random = self.random.hex(15);
        let code = QrCode { created_at: now, status: Status::Unused, scanned_by: None };
        self.qr_codes.insert(random.clone(), code);
        json!({
            "scene": "APP_AUTH", "random": random, "userPoolId": self.user_pool_id,
            "createdAt": Timestamp::from(now), "expiresIn": LIFETIME.as_secs(), "customData": {},
        })
        .to_string()
    }

    /// What the page that shows a code would see.
    pub(crate) fn qr_code_status(&self, random: &str, now: SystemTime) -> Option<i64> {
        let code = self.qr_codes.get(random)?;
        Some(if code.is_expired(now) { EXPIRED } else { code.status as i64 })
    }

    /// Takes a step: 500 for an unknown or expired code, and for one that this user has not
    /// scanned, or that is done with (assumptions, protocol.md Q26).
    pub(crate) fn qr_step(&mut self, random: &str, step: QrStep, call: &Call) -> Outcome {
        let (slot, _) = self.authenticate(call)?;
        let refused = |why: &str| Failure::with_detail(ErrorCode::SERVER_ERROR, why);
        let Some(code) = self.qr_codes.get_mut(random) else {
            return Err(refused("no such QR code"));
        };
        if code.is_expired(call.now) {
            return Err(refused("the QR code has expired"));
        }
        let is_mine = code.scanned_by == Some(slot);
        let (status, description) = match (step, code.status) {
            (QrStep::Scan, Status::Unused) => (Status::Scanned, "scanned"),
            (QrStep::Scan, Status::Scanned) if is_mine => (Status::Scanned, "scanned"),
            (QrStep::Confirm, Status::Scanned) if is_mine => (Status::Confirmed, "confirmed"),
            (QrStep::Cancel, Status::Scanned) if is_mine => (Status::Cancelled, "cancelled"),
            _ => return Err(refused("the QR code is not at this step")),
        };
        code.status = status;
        code.scanned_by = Some(slot);
        Ok(Answer::of(&json!({
            "random": random, "status": status as i64, "description": description,
        })))
    }
}

impl QrCode {
    fn is_expired(&self, now: SystemTime) -> bool {
        let is_open = matches!(self.status, Status::Unused | Status::Scanned);
        is_open && now.duration_since(self.created_at).is_ok_and(|age| age >= LIFETIME)
    }
}
