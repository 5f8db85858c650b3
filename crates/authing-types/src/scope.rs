//! What an OIDC sign-in asks for (protocol.md 8.5).

use std::fmt;

use serde::{Serialize, Serializer};

use crate::InvalidValue;
use crate::text::{text_conversions, text_value};

text_value! {
    /// One scope: `openid`, `profile`, `offline_access`, … The list is open: a scope that this
    /// version does not know survives (protocol.md 8.5).
    Scope, field: "scope", check: check_scope
}

/// A set of scopes, in the order in which they were given.
///
/// The default is all that a user's own application needs: `openid profile email phone username
/// address offline_access roles extended_fields` (protocol.md B14; `roles` by D29).
///
/// ```
/// use authing_types::Scopes;
///
/// let scopes = Scopes::parse("openid profile openid")?;
/// assert_eq!(scopes.to_string(), "openid profile");
/// assert!(Scopes::default().contains("offline_access"));
/// # Ok::<(), authing_types::InvalidValue>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// Reads scopes that stand side by side with spaces between them.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] when there is none, or one is malformed.
    pub fn parse(text: impl Into<String>) -> Result<Self, InvalidValue> {
        let mut scopes = Vec::new();
        for scope in text.into().split_ascii_whitespace() {
            let scope = Scope::parse(scope)?;
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        if scopes.is_empty() {
            return Err(InvalidValue::new("scope", "must not be empty: ask at least for openid"));
        }
        Ok(Self(scopes))
    }

    /// Whether the scope of this name is among them.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|scope| scope.as_str() == name)
    }

    /// The scopes, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }
}

impl Default for Scopes {
    #[inline]
    fn default() -> Self {
        const DEFAULT: &str =
            "openid profile email phone username address offline_access roles extended_fields";
        Self::parse(DEFAULT).expect("the default scopes are well-formed")
    }
}

impl fmt::Display for Scopes {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.0.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{scope}")?;
        }
        Ok(())
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

text_conversions!(Scopes);

/// The characters of RFC 6749, 3.3.
fn check_scope(text: &str) -> Result<(), &'static str> {
    let is_allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    if text.is_empty() || !text.bytes().all(is_allowed) {
        return Err("must be visible ASCII without quotes: write names like openid");
    }
    Ok(())
}
