mod fields;
mod related;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

pub use fields::User;
pub use related::{CustomField, Identity};

use crate::wiped::WipedText;
use fields::RawUser;

impl User {
    /// Reads a user object of the service, or the claims of an OIDC user.
    ///
    /// Unknown keys are kept (see [`field`](Self::field)), `null` and a missing key are the same,
    /// and an optional field of an unexpected type reads as absent (protocol.md 4). Some replies
    /// wrap the user in `userEntity`; it is unwrapped.
    ///
    /// # Errors
    ///
    /// When the text is not a JSON object or holds no id. The error does not repeat the text.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        let (mut user, entity) = match serde_json::from_str(json)? {
            RawUser { user: Some(user), .. } => (user, None),
            RawUser { entity: Some(entity), .. } => (Self::from_json(entity.get())?, Some(entity)),
            RawUser { .. } => return Err(serde_json::Error::custom("the user has no id")),
        };
        if entity.is_none() {
            user.raw = WipedText::from(json.to_owned());
        }
        Ok(user)
    }

    /// The value of any key of the object as it came, also one that this version does not know;
    /// `None` when the key is missing.
    ///
    /// The value may be a secret: the service puts tokens and, at times, a password hash here.
    pub fn field(&self, key: &str) -> Option<serde_json::Value> {
        let object: serde_json::Map<_, _> = serde_json::from_str(&self.raw).ok()?;
        object.get(key).cloned()
    }
}

impl<'de> Deserialize<'de> for User {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::from_json(raw.get()).map_err(D::Error::custom)
    }
}
