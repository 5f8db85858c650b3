use std::num::NonZeroU32;

use ring::pbkdf2;
use serde::{Deserialize, Serialize};

use authing_types::{ErrorCode, Password, PasswordLevel};

use super::security::password_level;
use crate::answer::Failure;

/// A password as it is kept: salted and hashed.
///
/// One round only: the sandbox holds test data, and its callers pay for every round.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct PasswordHash {
    #[serde(with = "crate::state::hex")]
    salt: [u8; 16],
    #[serde(with = "crate::state::hex")]
    hash: [u8; 32],
    level: u8,
}

const ROUNDS: NonZeroU32 = NonZeroU32::MIN;

impl PasswordHash {
    pub(crate) fn new(password: &Password, salt: [u8; 16]) -> Self {
        let mut hash = [0; 32];
        let clear = password.expose_secret().as_bytes();
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, &salt, clear, &mut hash);
        Self { salt, hash, level: password_level(password.expose_secret()) }
    }

    /// How strong the password is, 1 to 3 (protocol.md A27).
    pub(crate) fn level(&self) -> u8 {
        self.level
    }

    pub(crate) fn matches(&self, password: &Password) -> bool {
        let clear = password.expose_secret().as_bytes();
        pbkdf2::verify(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, &self.salt, clear, &self.hash).is_ok()
    }
}

/// Refuses a new password that breaks the pool's rule: 2029 (an assumption, protocol.md 10).
pub(crate) fn check_strength(password: &Password, strength: u8) -> Result<(), Failure> {
    const MIN_CHARACTERS: usize = 6;
    let text = password.expose_secret();
    let level = PasswordLevel::of(text);
    let is_strong_enough = match strength {
        0 => true,
        1 => text.chars().count() >= MIN_CHARACTERS,
        2 => level >= PasswordLevel::Medium,
        _ => level >= PasswordLevel::High,
    };
    if is_strong_enough { Ok(()) } else { Err(ErrorCode::PASSWORD_TOO_SHORT.into()) }
}
