//! What happens to users outside the operations that the sandbox serves.

use super::{Sandbox, Shared};
use crate::TotpBinding;

impl Sandbox {
    /// Binds an authenticator app to a user, found by user name, e-mail address or phone; an app
    /// bound before is replaced (stands for protocol.md C26 and C27). `None` when there is no such
    /// user.
    ///
    /// Whether a sign-in asks for it is another matter: see
    /// [`mfa_policies`](crate::Settings::mfa_policies) and
    /// [`personal_mfa`](crate::UserFlags::personal_mfa).
    pub fn bind_totp(&self, account: &str) -> Option<TotpBinding> {
        self.0.bind_totp(account)
    }

    /// What a user's authenticator app shows now, by the sandbox's clock. `None` when there is no
    /// such user, or no app.
    pub fn totp_code(&self, account: &str) -> Option<String> {
        self.0.totp_code(account)
    }

    /// Makes a QR code for signing in on another device, and gives the text of its image
    /// (stands for protocol.md C36). It is good for 120 seconds by the sandbox's clock.
    pub fn create_qr_code(&self) -> String {
        self.0.create_qr_code()
    }

    /// What the page that shows a QR code sees (stands for protocol.md C37): 0 unused, 1 scanned,
    /// 2 confirmed, 3 cancelled, -1 expired. `None` for an unknown code.
    pub fn qr_code_status(&self, random: &str) -> Option<i64> {
        self.0.qr_code_status(random)
    }
}

/// The same for the handles and for the control surface.
impl Shared {
    pub(crate) fn bind_totp(&self, account: &str) -> Option<TotpBinding> {
        let mut pool = self.pool();
        let slot = pool.find(account)?;
        Some(pool.bind_totp(slot))
    }

    pub(crate) fn totp_code(&self, account: &str) -> Option<String> {
        let now = self.now();
        let pool = self.pool();
        let app = pool.account(pool.find(account)?).authenticator.as_ref()?;
        Some(app.code(now))
    }

    pub(crate) fn create_qr_code(&self) -> String {
        let now = self.now();
        self.pool().create_qr_code(serde_json::json!({}), now).text
    }

    pub(crate) fn qr_code_status(&self, random: &str) -> Option<i64> {
        let now = self.now();
        self.pool().qr_code_status(random, now)
    }

    pub(crate) fn authorize_as(&self, account: &str) -> bool {
        let mut pool = self.pool();
        let slot = pool.find(account);
        slot.map(|slot| pool.set_consenting(Some(slot))).is_some()
    }
}
