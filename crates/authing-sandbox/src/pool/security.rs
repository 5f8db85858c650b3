use serde_json::{Value, json};

use super::{Pool, Slot};

/// A password's strength on the scale of A27, which is not that of A26 (protocol.md 6.2, JS).
pub(super) fn password_level(password: &str) -> u8 {
    let has = |kind: fn(char) -> bool| password.contains(kind);
    let length = password.chars().count();
    let (lower, upper) = (has(|c| c.is_ascii_lowercase()), has(|c| c.is_ascii_uppercase()));
    let digit = has(|c| c.is_ascii_digit());
    if length >= 12 && lower && upper && digit {
        3
    } else if length >= 8 && (lower || upper) && digit {
        2
    } else {
        1
    }
}

impl Pool {
    /// The data of A27. The score is an assumption (protocol.md Q11): 60 for a password, 10 for
    /// each level above the first, 5 for an e-mail address, 5 for a phone, 10 for a second factor.
    pub(crate) fn security_level(&self, slot: Slot) -> Value {
        let account = self.account(slot);
        let level = account.password.as_ref().map(|password| password.level());
        let (email, phone) = (account.email.is_some(), account.phone.is_some());
        let mfa = account.flags.personal_mfa;
        let score = level.map_or(0, |level| 50 + 10 * u32::from(level))
            + 5 * u32::from(email)
            + 5 * u32::from(phone)
            + 10 * u32::from(mfa);
        json!({
            "score": score,
            "email": email,
            "phone": phone,
            "password": level.is_some(),
            "passwordSecurityLevel": level,
            "mfa": mfa,
        })
    }
}
