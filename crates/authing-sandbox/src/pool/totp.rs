//! Authenticator apps: time-based one-time passwords (RFC 6238).

use std::time::{Duration, SystemTime};

use ring::hmac;
use serde::{Deserialize, Serialize};

/// An app that a user has bound.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Authenticator {
    #[serde(with = "crate::state::hex")]
    pub(crate) secret: [u8; 16],
    pub(crate) recovery_code: String,
}

const STEP: Duration = Duration::from_secs(30);

impl Authenticator {
    /// What the app shows.
    pub(crate) fn code(&self, now: SystemTime) -> String {
        hotp(&self.secret, counter(now), 6)
    }

    /// Whether the app shows this code, or did or will within 30 seconds (an assumption; clocks
    /// differ).
    pub(crate) fn accepts(&self, code: &str, now: SystemTime) -> bool {
        let counter = counter(now);
        let around = [counter.saturating_sub(1), counter, counter + 1];
        around.into_iter().any(|counter| hotp(&self.secret, counter, 6) == code)
    }
}

fn counter(now: SystemTime) -> u64 {
    now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() / STEP.as_secs()
}

/// RFC 4226: the last bits of an HMAC of the counter, as decimal digits.
fn hotp(secret: &[u8], counter: u64, digits: u32) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &counter.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[tag.len() - 1] & 0x0f);
    let word = [tag[offset] & 0x7f, tag[offset + 1], tag[offset + 2], tag[offset + 3]];
    let number = u32::from_be_bytes(word) % 10_u32.pow(digits);
    format!("{number:0width$}", width = digits as usize)
}

/// Base 32 without padding (RFC 4648), as authenticator apps take secrets.
pub(crate) fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut group = [0; 8];
        group[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(group);
        let letters = (chunk.len() * 8).div_ceil(5);
        text.extend((0..letters).map(|at| {
            let index = (bits >> (35 - 5 * at)) & 0x1f;
            char::from(ALPHABET[index as usize])
        }));
    }
    text
}

/// The bytes of a secret in base 32 without padding, of either case; `None` for any other text.
pub(crate) fn secret_of(text: &str) -> Option<[u8; 16]> {
    /// 16 bytes are 25 letters and 3 bits.
    const LETTERS: usize = 26;
    if text.len() != LETTERS {
        return None;
    }
    let mut bytes = [0; 16];
    let (mut bits, mut count, mut next) = (0_u16, 0, 0);
    for letter in text.bytes() {
        let value = match letter.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit @ b'2'..=b'7' => digit - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u16::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes[next] = (bits >> count) as u8;
            next += 1;
            bits &= (1 << count) - 1;
        }
    }
    (bits == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1.
    #[test]
    fn the_vectors_of_the_rfc() {
        for (seconds, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(hotp(b"12345678901234567890", counter(now), 8), code, "{seconds}");
        }
    }

    #[test]
    fn a_secret_is_read_as_it_is_shown() {
        let bytes: [u8; 16] = std::array::from_fn(|index| (index * 37 + 201) as u8);
        let text = base32(&bytes);
        assert_eq!(secret_of(&text), Some(bytes));
        assert_eq!(secret_of(&text.to_lowercase()), Some(bytes));
        let too_many_bits = format!("{}B", &text[..25]);
        for other in ["", &text[1..], "0123456789012345678901234", &too_many_bits] {
            assert_eq!(secret_of(other), None, "{other}");
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn base32_is_that_of_the_rfc() {
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
