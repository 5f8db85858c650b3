mod field;
mod fields;
mod raw;
mod related;

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

pub use fields::User;
pub use related::{CustomField, Identity};

use fields::Fields;
use raw::RawUser;

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
    #[inline]
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        let UserPart(mut fields) = serde_json::from_str(json)?;
        let entity = fields.user_entity.take();
        match (fields.into_user(RawUser::new(json, None)), entity) {
            (Some(user), _) => Ok(user),
            (None, Some(entity)) => Self::from_json(entity.get()),
            (None, None) => Err(serde_json::Error::custom("the user has no id")),
        }
    }

    /// The value of any key of the object as it came, also one that this version does not know;
    /// `None` when the key is missing.
    ///
    /// The value may be a secret: the service puts tokens and, at times, a password hash here.
    #[inline]
    pub fn field(&self, key: &str) -> Option<serde_json::Value> {
        self.raw.field(key)
    }
}

impl<'de> Deserialize<'de> for User {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::from_json(raw.get()).map_err(D::Error::custom)
    }
}

/// A user object that is read together with the text around it, in one pass.
///
/// [`User`] itself is read in two: Serde does not say where in a text an object stands, so that the
/// text for [`User::field`] must be found first. Whoever has the text around it says where it is.
///
/// ```
/// use authing_types::UserPart;
///
/// #[derive(serde::Deserialize)]
/// struct Reply {
///     data: UserPart,
/// }
///
/// let text = r#"{"data": {"id": "a1", "username": "ann", "shoeSize": 38}}"#;
/// let reply: Reply = serde_json::from_str(text)?;
/// let user = reply.data.into_user(text, "data").expect("the object has an id");
/// assert_eq!(user.username.as_deref(), Some("ann"));
/// assert_eq!(user.field("shoeSize"), Some(38.into()));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct UserPart(Box<Fields>);

impl UserPart {
    /// The user, whose object stands under `key` of the object `text`.
    ///
    /// `None` for what has no id of its own, which is also the case of one that is wrapped in
    /// `userEntity`: [`User::from_json`] reads that.
    pub fn into_user(self, text: &str, key: &'static str) -> Option<User> {
        self.0.into_user(RawUser::new(text, Some(key)))
    }
}

impl<'de> Deserialize<'de> for UserPart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::read_object(deserializer).map(Self)
    }
}

/// Shows nothing: there may be tokens in it.
impl fmt::Debug for UserPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserPart").finish_non_exhaustive()
    }
}
