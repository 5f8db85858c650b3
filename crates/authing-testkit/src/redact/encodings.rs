//! The forms in which a value may hide in a text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A value as it stands in texts: plain, as JSON has it, percent-encoded once and twice, in
/// hexadecimal, and in base64, also as a part of something longer. An e-mail address also in small
/// letters.
pub(crate) fn encodings(value: &str) -> Vec<String> {
    let mut forms = exactly(value);
    let small = value.to_lowercase();
    if value.contains('@') && small != value {
        forms.extend(exactly(&small));
    }
    forms.retain(|form| form.len() >= value.len().min(4));
    forms.sort();
    forms.dedup();
    forms
}

fn exactly(value: &str) -> Vec<String> {
    let json = serde_json::Value::from(value).to_string();
    let form: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let strict = form.replace('+', "%20");
    let again = |text: &str| text.replace('%', "%25");
    let hex: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![
        value.to_owned(),
        json[1..json.len() - 1].to_owned(),
        lower_escapes(&form),
        lower_escapes(&strict),
        form,
        // As in the parameter of a URL that is itself a parameter.
        again(&strict),
        again(&lower_escapes(&strict)),
        strict,
        hex.to_uppercase(),
        hex,
    ];
    if !value.is_ascii() {
        // As JSON writers have it that write nothing but ASCII.
        let escaped = escape_unicode(&json[1..json.len() - 1]);
        forms.extend([upper_digits(&escaped), escaped]);
    }
    for before in 0..3 {
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            // The characters that hold nothing but bits of the value.
            let mut bytes = vec![0; before];
            bytes.extend_from_slice(value.as_bytes());
            let text = engine.encode(&bytes);
            let (start, end) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
            forms.extend(text.get(start..end).map(str::to_owned));
        }
    }
    forms
}

/// `é` as `\u00e9`.
fn escape_unicode(text: &str) -> String {
    let mut escaped = String::new();
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => escaped.push(char::from(byte)),
            _ => escaped.push_str(&format!("\\u{unit:04x}")),
        }
    }
    escaped
}

/// `\u00e9` as `\u00E9`.
fn upper_digits(escaped: &str) -> String {
    let mut parts = escaped.split("\\u");
    let mut upper = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(4).unwrap_or((part, ""));
        upper.push_str("\\u");
        upper.push_str(&digits.to_ascii_uppercase());
        upper.push_str(rest);
    }
    upper
}

/// `%2B` as `%2b`.
fn lower_escapes(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    let mut left = 0;
    for c in text.chars() {
        left = if c == '%' { 3_u8 } else { left };
        lower.push(if left > 0 { c.to_ascii_lowercase() } else { c });
        left = left.saturating_sub(1);
    }
    lower
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    use super::encodings;

    #[test]
    fn a_value_is_found_at_every_place_of_a_longer_base64() {
        let value = "ann+secret@corp.example";
        for (before, after) in [("", ""), ("x", "yy"), ("xx", "y"), ("xxx", ""), ("12345", "6")] {
            let text = format!("{before}{value}{after}");
            for encoded in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
                assert!(encodings(value).iter().any(|form| encoded.contains(form)), "{encoded}");
            }
        }
    }

    #[test]
    fn a_value_is_found_in_urls() {
        let forms = encodings("a b+é@x");
        for form in ["a+b%2B%C3%A9%40x", "a%20b%2b%c3%a9%40x", "a b+é@x"] {
            assert!(forms.iter().any(|it| it == form), "{form} is not in {forms:?}");
        }
    }
}
