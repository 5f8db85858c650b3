//! The text that a user was read from.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::wiped::WipedText;

/// The object as it came, tokens and all.
#[derive(Clone)]
pub(super) struct RawUser {
    text: WipedText,
    /// Under which key of the text the object stands, where it is not the text itself.
    under: Option<&'static str>,
}

impl RawUser {
    /// A copy of the text.
    pub(super) fn new(text: &str, under: Option<&'static str>) -> Self {
        Self { text: WipedText::from(text.to_owned()), under }
    }

    /// The value of a key of the object.
    #[inline]
    pub(super) fn field(&self, key: &str) -> Option<Value> {
        let object = match self.under {
            None => &*self.text,
            Some(under) => entries(&self.text)?.get(under)?.get(),
        };
        serde_json::from_str(entries(object)?.get(key)?.get()).ok()
    }
}

impl fmt::Debug for RawUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[inline]
fn entries(object: &str) -> Option<BTreeMap<String, &RawValue>> {
    serde_json::from_str(object).ok()
}
