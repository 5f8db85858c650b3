//! Decoders that forgive: an optional field of an unexpected type reads as absent instead of
//! failing the whole reply (protocol.md 4).
//!
//! Each is for serde's `deserialize_with`, together with `default`. They also accept an integer
//! where text is documented and the reverse.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use crate::json;

/// Text, also from a number or bool; anything else is `None`.
///
/// # Errors
///
/// Only when the input is not well-formed.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match scalar(deserializer)? {
        Scalar::Text(text) => Some(text),
        Scalar::Integer(number) => Some(number.to_string()),
        Scalar::Float(number) => Some(number.to_string()),
        Scalar::Bool(_) | Scalar::Other => None,
    })
}

/// Text as in [`text`], with the empty text as `None`: old replies write an unset phone, e-mail
/// address, nickname or company so (protocol.md 4).
///
/// # Errors
///
/// Only when the input is not well-formed.
pub fn non_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(text(deserializer)?.filter(|text| !text.is_empty()))
}

/// An integer, also from decimal text; anything else is `None`.
///
/// # Errors
///
/// Only when the input is not well-formed.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(match scalar(deserializer)? {
        Scalar::Integer(number) => Some(number),
        Scalar::Text(text) => text.parse().ok(),
        Scalar::Float(_) | Scalar::Bool(_) | Scalar::Other => None,
    })
}

/// A bool; anything else is `None`.
///
/// # Errors
///
/// Only when the input is not well-formed.
pub fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match scalar(deserializer)? {
        Scalar::Bool(value) => Some(value),
        _ => None,
    })
}

/// Text that parses into `T`; anything else is `None`.
///
/// # Errors
///
/// Only when the input is not well-formed.
pub fn parsed<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<String>,
{
    Ok(non_empty(deserializer)?.and_then(|text| T::try_from(text).ok()))
}

/// Any value of type `T`; a value of another shape is `None`. Only from JSON.
///
/// # Errors
///
/// Only when the input is not well-formed.
pub fn any<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = Box::<RawValue>::deserialize(deserializer)?;
    Ok(from_raw(&value))
}

/// The items of an array that have the type `T`; an item of another shape is left out, and
/// anything but an array reads as empty. Only from JSON.
///
/// # Errors
///
/// Only when the input is not well-formed.
pub fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let list = Box::<RawValue>::deserialize(deserializer)?;
    let items: Vec<&RawValue> = from_raw(&list).unwrap_or_default();
    Ok(items.into_iter().filter_map(from_raw).collect())
}

/// Reads from the text itself, as the outermost object is read: from a [`serde_json::Value`], each
/// decoder would have to be compiled twice.
fn from_raw<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    json::from_str(raw.get()).ok()
}

/// What a JSON value is, as far as the decoders above care.
enum Scalar {
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Other,
}

fn scalar<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Scalar, D::Error> {
    deserializer.deserialize_any(ScalarVisitor)
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Scalar, E> {
        Ok(Scalar::Text(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
        Ok(i64::try_from(number).map_or(Scalar::Other, Scalar::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Float(number))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_none<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Scalar, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Scalar, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}
