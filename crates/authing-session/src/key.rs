use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use authing_types::InvalidValue;

/// Names one session in a store: one signed-in user of a server, or the only one of a program.
///
/// 1 to [`SessionKey::MAX_BYTES`] bytes without control characters, compared byte for byte. A key
/// is *not* a secret: it appears in logs and in a store's own index. Use an id of your own (a user
/// id, a device id, a profile name), never a cookie or a token.
///
/// # Examples
///
/// ```
/// use authing_session::SessionKey;
///
/// let key = SessionKey::parse("device:42")?;
/// assert_eq!(key.to_string().parse(), Ok(key));
/// assert_eq!(SessionKey::default().as_str(), "default");
/// # Ok::<(), authing_types::InvalidValue>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionKey(Arc<str>);

impl SessionKey {
    /// The longest key, in bytes.
    pub const MAX_BYTES: usize = 256;

    /// Checks the text and takes it as it is.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when the text is empty, longer than [`SessionKey::MAX_BYTES`], or holds a
    /// control character.
    pub fn parse(text: impl Into<String>) -> Result<Self, InvalidValue> {
        let text = text.into();
        let refuse = |reason| Err(InvalidValue::new("session key", reason));
        if text.is_empty() {
            return refuse("must not be empty: use SessionKey::default() where there is one user");
        }
        if text.len() > Self::MAX_BYTES {
            return refuse("is longer than 256 bytes: use a short id of the user or device");
        }
        if text.chars().any(char::is_control) {
            return refuse("holds a control character: use letters, digits and punctuation");
        }
        Ok(Self(text.into()))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The key of a program with one user: `default`.
impl Default for SessionKey {
    fn default() -> Self {
        Self("default".into())
    }
}

impl fmt::Display for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SessionKey {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for SessionKey {
    type Error = InvalidValue;

    fn try_from(text: &str) -> Result<Self, InvalidValue> {
        Self::parse(text)
    }
}

impl TryFrom<String> for SessionKey {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, InvalidValue> {
        Self::parse(text)
    }
}
