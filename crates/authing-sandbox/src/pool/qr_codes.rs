//! QR codes for signing in on another device (protocol.md 9.1).

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use authing_types::{ErrorCode, ProfileField, Timestamp};

use super::{Call, Pool, Slot};
use crate::answer::{Answer, Failure, Outcome};

/// A QR code that somebody shows.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct QrCode {
    created_at: SystemTime,
    status: Status,
    pub(crate) scanned_by: Option<Slot>,
    custom_data: Value,
    /// What the page signs in with once its code is confirmed.
    ticket: Option<String>,
}

/// What a page gets for a confirmed code: the right to sign in once.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct QrTicket {
    pub(super) slot: Slot,
    pub(super) expires_at: SystemTime,
}

/// A code that was made: its id and the text of its image.
#[derive(Debug)]
pub(crate) struct NewQrCode {
    pub(crate) random: String,
    pub(crate) text: String,
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

/// How long a code that is made can be asked about (an assumption): its page learns meanwhile that it
/// has expired, and the ticket of a code that was confirmed has expired too.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// How long a ticket is good for (protocol.md 9.1, D19).
const TICKET_LIFETIME: Duration = Duration::from_secs(300);

impl Pool {
    /// Makes a code and gives what its image says, in the newer form.
    pub(crate) fn create_qr_code(&mut self, custom_data: Value, now: SystemTime) -> NewQrCode {
        self.sweep_if_due(self.qr_codes.len(), now);
        let random = self.random.hex(15);
        let text = json!({
            "scene": "APP_AUTH", "random": random, "userPoolId": self.user_pool_id,
            "createdAt": Timestamp::from(now), "expiresIn": LIFETIME.as_secs(),
            "customData": custom_data,
        });
        let code = QrCode {
            created_at: now,
            status: Status::Unused,
            scanned_by: None,
            custom_data,
            ticket: None,
        };
        self.qr_codes.insert(random.clone(), code);
        NewQrCode { random, text: text.to_string() }
    }

    /// How long a new code lives, in seconds.
    pub(crate) const QR_CODE_LIFETIME: u64 = LIFETIME.as_secs();

    /// What the page that shows a code sees (C37): the user's name and picture once it is scanned,
    /// the ticket once it is confirmed. 500 for an unknown code (an assumption, as Q26).
    pub(crate) fn qr_code_view(&self, random: &str, now: SystemTime) -> Result<Value, Failure> {
        let refused = || Failure::with_detail(ErrorCode::SERVER_ERROR, "no such QR code");
        let code = self.qr_codes.get(random).ok_or_else(refused)?;
        let mut view = json!({
            "random": random, "status": self.qr_code_status(random, now), "userInfo": {},
            "customData": code.custom_data,
        });
        if let Some(slot) = code.scanned_by {
            let account = self.account(slot);
            view["scannedUserId"] = json!(account.id);
            view["userInfo"] = json!({
                "nickname": account.profile.get(ProfileField::Nickname),
                "photo": account.profile.get(ProfileField::Photo),
            });
        }
        if let Some(ticket) = &code.ticket {
            view["ticket"] = json!(ticket);
        }
        Ok(view)
    }

    /// Signs the user in who confirmed a code (C38): 500 for a ticket that is unknown, used or
    /// expired (assumptions, as Q26).
    pub(crate) fn redeem_qr_ticket(&mut self, ticket: &str, call: &Call) -> Outcome {
        match self.qr_tickets.remove(ticket) {
            Some(QrTicket { slot, expires_at })
                if call.now < expires_at && self.accounts[slot].is_some() =>
            {
                self.sign_in(slot, call)
            }
            _ => Err(Failure::with_detail(ErrorCode::SERVER_ERROR, "the ticket is of no use")),
        }
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
        if step == QrStep::Confirm {
            let ticket = self.random.hex(15);
            code.ticket = Some(ticket.clone());
            let expires_at = call.now + TICKET_LIFETIME;
            self.qr_tickets.insert(ticket, QrTicket { slot, expires_at });
        }
        Ok(Answer::of(&json!({
            "random": random, "status": status as i64, "description": description,
        })))
    }
}

impl QrCode {
    /// Whether nobody needs it any more.
    pub(super) fn is_forgotten(&self, now: SystemTime) -> bool {
        now.duration_since(self.created_at).is_ok_and(|age| age >= REMEMBERED)
    }

    fn is_expired(&self, now: SystemTime) -> bool {
        let is_open = matches!(self.status, Status::Unused | Status::Scanned);
        is_open && now.duration_since(self.created_at).is_ok_and(|age| age >= LIFETIME)
    }
}
