//! What secrets and personal values look like.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::FindingKind;
use super::examples::{is_example, is_reserved};

/// What a text holds, in clear, percent-encoded or in base64; each kind once.
pub(super) fn kinds(text: &str) -> Vec<FindingKind> {
    let mut kinds = Vec::new();
    look(text, &mut kinds);
    if text.contains('%') {
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            look(&name, &mut kinds);
            look(&value, &mut kinds);
        }
    }
    for word in words(text).filter(|word| word.len() >= 12) {
        if let Some(inner) = decode(word) {
            look(&inner, &mut kinds);
        }
    }
    kinds
}

fn look(text: &str, kinds: &mut Vec<FindingKind>) {
    let mut add = |is_there: bool, kind: FindingKind| {
        if is_there && !kinds.contains(&kind) {
            kinds.push(kind);
        }
    };
    add(text.contains("-----BEGIN "), FindingKind::PemKey);
    add(has_token(text), FindingKind::JsonWebToken);
    add(has_phone(text), FindingKind::PhoneNumber);
    add(has_email(text), FindingKind::EmailAddress);
    // A slash is of base64, but also of paths; what is random is so between two slashes too.
    add(words(text).flat_map(|word| word.split('/')).any(looks_random), FindingKind::HighEntropy);
}

/// Runs of the characters of base64, of both alphabets.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !"+/_-".contains(c))
        .filter(|word| !word.is_empty())
}

fn decode(word: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(word).or_else(|_| STANDARD_NO_PAD.decode(word)).ok()?;
    String::from_utf8(bytes).ok()
}

/// `eyJ` is the base64 of `{"`.
fn has_token(text: &str) -> bool {
    text.match_indices("eyJ").any(|(start, _)| {
        let end = |c: char| !c.is_ascii_alphanumeric() && !"_-.".contains(c);
        let token = text[start..].split(end).next().unwrap_or_default();
        let parts: Vec<_> = token.split('.').collect();
        parts.len() >= 3 && parts[0].len() > 8 && parts[1].len() > 8
    })
}

/// A Chinese mobile number, or any with a plus, standing alone.
fn has_phone(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '+' && c != '_');
    let alone = numbers.filter(|number| !number.is_empty()).any(|number| {
        let digits = number.trim_start_matches('+');
        let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
        let is_mobile = digits.len() == 11
            && digits.starts_with('1')
            && digits[1..].starts_with(|c| ('3'..='9').contains(&c));
        let is_international = number.starts_with('+') && (8..=15).contains(&digits.len());
        is_number && (is_mobile || is_international) && !is_example(number)
    });
    // The number after a country code, `+86 188 1234 8888`.
    let joined: String = text.chars().filter(|c| !" -()".contains(*c)).collect();
    let is_spaced = joined != text
        && joined.starts_with('+')
        && (8..=16).contains(&joined.len())
        && joined[1..].chars().all(|c| c.is_ascii_digit());
    let has_example = super::EXAMPLES.iter().any(|(example, _)| joined.ends_with(example));
    alone || (is_spaced && !has_example)
}

fn has_email(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    text.match_indices('@').any(|(at, _)| {
        let name = text[..at].rsplit(|c| !is_part(c)).next().unwrap_or_default();
        let domain = text[at + 1..].split(|c: char| !c.is_alphanumeric() && !".-".contains(c));
        let domain = domain.into_iter().next().unwrap_or_default().trim_end_matches('.');
        let top = domain.rsplit_once('.').map(|(_, top)| top).unwrap_or_default();
        let is_address = !name.is_empty() && top.len() >= 2 && top.chars().all(char::is_alphabetic);
        is_address && !is_reserved(domain) && !is_example(&format!("{name}@{domain}"))
    })
}

/// Long, of several classes of characters, and without the repetitions of words.
fn looks_random(word: &str) -> bool {
    if is_example(word) {
        return false;
    }
    let is_hex = word.chars().all(|c| c.is_ascii_hexdigit());
    if is_hex {
        return word.len() >= 32 && entropy(word) >= 3.0;
    }
    let has = |is_it: fn(&char) -> bool| word.chars().any(|c| is_it(&c));
    let is_mixed =
        has(char::is_ascii_digit) && has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase);
    word.len() >= 24 && is_mixed && entropy(word) >= 3.8
}

/// Bits for each character, after Shannon.
fn entropy(word: &str) -> f64 {
    let mut counts = std::collections::BTreeMap::new();
    for c in word.chars() {
        *counts.entry(c).or_insert(0_u32) += 1;
    }
    let length = f64::from(u32::try_from(word.chars().count()).unwrap_or(u32::MAX));
    counts.values().map(|count| f64::from(*count) / length).map(|part| -part * part.log2()).sum()
}
