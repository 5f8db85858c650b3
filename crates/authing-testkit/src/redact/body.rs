//! Bodies, and the texts, numbers and objects in them.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::fields::{keeps_number, keeps_text, kind_by_look, kind_of};
use super::{Redactor, token};
use crate::fixture::{Body, is_ciphertext};

impl Redactor<'_> {
    pub(super) fn body(&mut self, headers: &HeaderMap, bytes: &Bytes) -> Option<Body> {
        if bytes.is_empty() {
            return None;
        }
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_form = media_type.is_some_and(|it| it.starts_with(FORM));
        if is_form && let Ok(text) = std::str::from_utf8(bytes) {
            let fields = self.pairs(text.as_bytes());
            return Some(Body::Form(fields));
        }
        Some(match (serde_json::from_slice(bytes), std::str::from_utf8(bytes)) {
            (Ok(value), _) => Body::Json(self.json("", &value)),
            (Err(_), Ok(text)) => Body::Text(self.vault.label("text", text).to_string()),
            // Not text either, and as long.
            (Err(_), Err(_)) => Body::Base64(vec![0xff; bytes.len()]),
        })
    }

    /// A value under a key; the items of an array are under the array's.
    pub(super) fn json(&mut self, key: &str, value: &Value) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(number)
                if (self.is_allowed(key) || keeps_number(key, number))
                    && !self.vault.is_also_a_text(number) =>
            {
                value.clone()
            }
            Value::Number(number) => {
                Value::String(self.vault.number(&number.to_string()).to_string())
            }
            Value::String(text) => Value::String(self.text(key, text)),
            Value::Array(items) => items.iter().map(|item| self.json(key, item)).collect(),
            Value::Object(fields) => Value::Object(self.object(fields)),
        }
    }

    pub(super) fn object(&mut self, fields: &Map<String, Value>) -> Map<String, Value> {
        fields.iter().map(|(key, value)| (self.name(key), self.json(key, value))).collect()
    }

    /// The name of a field or parameter.
    pub(super) fn name(&mut self, name: &str) -> String {
        let is_plain = is_identifier(name)
            && kind_by_look(name).is_none()
            && !self.vault.occurs_in(name)
            && token::decode(name).is_none();
        if is_plain {
            return name.to_owned();
        }
        self.vault.label("text", name).to_string()
    }

    /// The text of a field or parameter.
    pub(super) fn text(&mut self, key: &str, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let is_kept = keeps_text(key, text) || self.is_allowed(key);
        if let Some(label) = self.vault.known(text)
            && !(is_kept && keeps_text(key, text) && is_common(text))
        {
            if let Some((header, claims)) = token::decode(text) {
                let kind = label.kind();
                return self.token(kind, text, &header, &claims).to_string();
            }
            return match is_ciphertext(text) && label.kind() == "password" {
                true => format!("{{{{encrypted:{label}}}}}"),
                false => label.to_string(),
            };
        }
        if is_kept && !self.vault.occurs_in(text) && token::decode(text).is_none() {
            return text.replace("{{", "{{braces}}");
        }
        let (kind, is_sure) = kind_of(key);
        if let Some((header, claims)) = token::decode(text) {
            let kind = if kind.ends_with("token") { kind } else { "token" };
            return self.token(kind, text, &header, &claims).to_string();
        }
        if kind == "password" && is_ciphertext(text) {
            return self.ciphertext(text);
        }
        if text.contains("://") {
            return self.url(text);
        }
        if let Some((prefix, label)) = self.vault.phone_in(text) {
            return format!("{prefix}{label}");
        }
        let by_look = if is_sure { None } else { kind_by_look(text) };
        let kind = match (kind, by_look) {
            // A number under `phone`, an address under `email`, and whatever is not sure.
            ("id", Some("id")) => "id",
            (_, Some(kind)) => kind,
            ("email" | "phone" | "ip", None) if !looks_like(kind, text) => "text",
            (kind, None) => kind,
        };
        self.vault.label(kind, text).to_string()
    }

    /// A password that was encrypted: it has the label of its clear text where that is known.
    fn ciphertext(&mut self, text: &str) -> String {
        let clear = self.rules.decrypt.as_ref().and_then(|decrypt| decrypt(text));
        let label = self.vault.label("password", clear.as_deref().unwrap_or(text));
        format!("{{{{encrypted:{label}}}}}")
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Whether the form is that of the kind; the values of a label must be.
fn looks_like(kind: &str, text: &str) -> bool {
    match kind {
        "email" => text.contains('@') && !text.contains(char::is_whitespace),
        "phone" => {
            text.chars().filter(char::is_ascii_digit).count() >= 5
                && text.chars().all(|c| c.is_ascii_digit() || "+- ".contains(c))
        }
        "ip" => text.parse::<std::net::IpAddr>().is_ok(),
        _ => true,
    }
}

/// The service's own words that a person may happen to be called, too: a `user` in `type`.
fn is_common(text: &str) -> bool {
    text.len() < 9 && text.chars().all(|c| c.is_ascii_alphabetic())
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && name.len() <= 48
        && characters.all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}
