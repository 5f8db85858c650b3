use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::{CustomField, InvalidValue, Timestamp};

/// The type that a custom field was defined with in the console (protocol.md 4.3).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum CustomDataType {
    /// Text.
    String,
    /// A number.
    Number,
    /// A point in time, as text.
    DateTime,
    /// True or false.
    Boolean,
    /// A JSON object.
    Object,
    /// One or several of given texts.
    Select,
    /// A type that this version does not know, as it came.
    Other(String),
}

impl CustomDataType {
    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::String => "STRING",
            Self::Number => "NUMBER",
            Self::DateTime => "DATETIME",
            Self::Boolean => "BOOLEAN",
            Self::Object => "OBJECT",
            Self::Select => "SELECT",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for CustomDataType {
    #[inline]
    fn from(name: String) -> Self {
        match name.as_str() {
            "STRING" => Self::String,
            "NUMBER" => Self::Number,
            "DATETIME" => Self::DateTime,
            "BOOLEAN" => Self::Boolean,
            "OBJECT" => Self::Object,
            "SELECT" => Self::Select,
            _ => Self::Other(name),
        }
    }
}

impl From<CustomDataType> for String {
    #[inline]
    fn from(kind: CustomDataType) -> Self {
        kind.as_str().to_owned()
    }
}

/// The value of a custom field, typed (protocol.md 4.3).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum CustomValue {
    /// Text, also that of a selection.
    Text(String),
    /// A number.
    Number(Number),
    /// A point in time.
    DateTime(Timestamp),
    /// True or false.
    Boolean(bool),
    /// An object, a list, or nothing.
    Json(Value),
}

impl CustomValue {
    /// A value as it stands on the wire.
    #[inline]
    pub fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Number(number) => Value::Number(number.clone()),
            Self::DateTime(at) => Value::from(at.as_str()),
            Self::Boolean(value) => Value::Bool(*value),
            Self::Json(value) => value.clone(),
        }
    }
}

impl From<Value> for CustomValue {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text),
            Value::Number(number) => Self::Number(number),
            Value::Bool(value) => Self::Boolean(value),
            other => Self::Json(other),
        }
    }
}

impl<'de> Deserialize<'de> for CustomValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

impl From<&str> for CustomValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for CustomValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for CustomValue {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<i64> for CustomValue {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<i32> for CustomValue {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<Timestamp> for CustomValue {
    fn from(at: Timestamp) -> Self {
        Self::DateTime(at)
    }
}

impl CustomField {
    /// The value by the type that the field was defined with. A value of another type stays what
    /// it is.
    ///
    /// ```
    /// use authing_types::{CustomField, CustomValue};
    ///
    /// let field: CustomField =
    ///     serde_json::from_str(r#"{"key": "org", "dataType": "STRING", "value": "unit_test"}"#)?;
    /// assert_eq!(field.typed_value(), CustomValue::from("unit_test"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[inline]
    pub fn typed_value(&self) -> CustomValue {
        match (&self.data_type, &self.value) {
            (Some(CustomDataType::DateTime), Value::String(text)) => {
                CustomValue::DateTime(Timestamp::new(text.as_str()))
            }
            (_, value) => CustomValue::from(value.clone()),
        }
    }
}

/// Values to set, by the keys of the fields (protocol.md A13). Other fields stay as they are.
///
/// ```
/// use authing_types::CustomDataUpdate;
///
/// let update = CustomDataUpdate::new().set("org", "hello").set("age", 30);
/// assert_eq!(update.iter().count(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct CustomDataUpdate {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    definition: String,
    value: CustomValue,
}

impl CustomDataUpdate {
    /// An update that sets nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same update, which also sets this field, defined in the console, to this value.
    #[must_use]
    pub fn set(mut self, key: impl Into<String>, value: impl Into<CustomValue>) -> Self {
        self.entries.push(Entry { definition: key.into(), value: value.into() });
        self
    }

    /// The fields' keys with their values, in the order in which they were set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &CustomValue)> {
        self.entries.iter().map(|entry| (entry.definition.as_str(), &entry.value))
    }

    /// Reads `key=value`: a value that is JSON is taken as such, any other as text.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when there is no `=`, or no key before it.
    #[inline]
    pub fn set_pair(self, pair: &str) -> Result<Self, InvalidValue> {
        match pair.split_once('=') {
            Some((key, text)) if !key.is_empty() => {
                let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
                Ok(self.set(key, value))
            }
            _ => Err(InvalidValue::new("udfs", "holds a pair without a key: write key=value")),
        }
    }
}
