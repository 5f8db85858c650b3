use super::{Pool, Slot};

impl Pool {
    /// Deletes an account: its tokens are dead and its identifiers free (protocol.md B2, Q21).
    pub(crate) fn delete(&mut self, slot: Slot) {
        self.end_all_sessions(slot);
        let Some(account) = self.accounts[slot].take() else {
            return;
        };
        if let Some(username) = &account.username {
            self.by_username.remove(username);
        }
        if let Some(email) = &account.email {
            self.by_email.remove(email);
        }
        if let Some(phone) = &account.phone {
            self.by_phone.remove(phone);
        }
        for identity in &account.identities {
            self.by_identity.remove(&identity.key());
        }
        self.pending_mfa.retain(|_, pending| pending.slot != slot);
        self.enrolments.remove(&slot);
        self.qr_codes.retain(|_, code| code.scanned_by != Some(slot));
        self.qr_tickets.retain(|_, ticket| ticket.slot != slot);
    }
}
