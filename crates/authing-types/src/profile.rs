use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Serialize, Serializer};

use crate::{ErrorCode, InvalidValue};

/// Makes the field enum and the builder's methods from one list.
macro_rules! profile {
    ($($(#[$doc:meta])* $method:ident, $variant:ident = $key:literal;)*) => {
        /// A key of the profile that its owner may change (protocol.md A16).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ProfileField {
            $($(#[$doc])* $variant,)*
        }

        impl ProfileField {
            /// All of them, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The key on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }
        }

        impl ProfileUpdate {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $method(self, value: impl Into<String>) -> Self {
                    self.with(ProfileField::$variant, value)
                }
            )*
        }
    };
}

profile! {
    /// The user name, unique in the pool.
    username, Username = "username";
    /// The nickname.
    nickname, Nickname = "nickname";
    /// The company.
    company, Company = "company";
    /// The URL of the picture.
    photo, Photo = "photo";
    /// The browser.
    browser, Browser = "browser";
    /// The device.
    device, Device = "device";
    /// The full name.
    name, Name = "name";
    /// The given name.
    given_name, GivenName = "givenName";
    /// The family name.
    family_name, FamilyName = "familyName";
    /// The middle name.
    middle_name, MiddleName = "middleName";
    /// The URL of the profile page.
    profile, Profile = "profile";
    /// The name the user prefers.
    preferred_username, PreferredUsername = "preferredUsername";
    /// The URL of the web site.
    website, Website = "website";
    /// `M`, `F` or `U`; open text.
    gender, Gender = "gender";
    /// The birthday, free text.
    birthdate, Birthdate = "birthdate";
    /// The time zone, free text.
    zoneinfo, Zoneinfo = "zoneinfo";
    /// The language, free text.
    locale, Locale = "locale";
    /// The address, free text.
    address, Address = "address";
    /// Street and house number.
    street_address, StreetAddress = "streetAddress";
    /// The locality.
    locality, Locality = "locality";
    /// The region.
    region, Region = "region";
    /// The postal code.
    postal_code, PostalCode = "postalCode";
    /// The city.
    city, City = "city";
    /// The province.
    province, Province = "province";
    /// The country.
    country, Country = "country";
}

impl FromStr for ProfileField {
    type Err = InvalidValue;

    /// Reads a key. Phone and e-mail address have operations of their own: 2226 and 2225.
    #[inline]
    fn from_str(key: &str) -> Result<Self, InvalidValue> {
        if let Some(field) = Self::ALL.iter().find(|field| field.as_str() == key) {
            return Ok(*field);
        }
        Err(match key {
            "phone" => InvalidValue::new("phone", "is not changed here: use update_phone")
                .with_code(ErrorCode::USE_UPDATE_PHONE),
            "email" => InvalidValue::new("email", "is not changed here: use update_email")
                .with_code(ErrorCode::USE_UPDATE_EMAIL),
            "password" => InvalidValue::new("password", "is not changed here: use update_password"),
            _ => InvalidValue::new(
                "profile",
                "has no such key: use one of the 25 that the documentation names, like nickname",
            ),
        })
    }
}

impl fmt::Display for ProfileField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What to change of a profile: any of the 25 keys of protocol.md A16, all text. Keys that are not
/// set stay as they are; other keys cannot be expressed.
///
/// ```
/// use authing_types::ProfileUpdate;
///
/// let update = ProfileUpdate::new().nickname("Ironman").city("New York");
/// assert_eq!(update.iter().count(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProfileUpdate {
    fields: BTreeMap<ProfileField, String>,
}

impl ProfileUpdate {
    /// An update that changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same update, which also sets this key.
    #[must_use]
    pub fn with(mut self, field: ProfileField, value: impl Into<String>) -> Self {
        self.fields.insert(field, value.into());
        self
    }

    /// What the update sets a key to.
    pub fn get(&self, field: ProfileField) -> Option<&str> {
        self.fields.get(&field).map(String::as_str)
    }

    /// The keys that the update sets, with their values.
    pub fn iter(&self) -> impl Iterator<Item = (ProfileField, &str)> {
        self.fields.iter().map(|(field, value)| (*field, value.as_str()))
    }
}

/// Keys by their names on the wire; a name that is none of the 25 is refused.
impl<const N: usize> TryFrom<[(&str, &str); N]> for ProfileUpdate {
    type Error = InvalidValue;

    fn try_from(pairs: [(&str, &str); N]) -> Result<Self, InvalidValue> {
        pairs.into_iter().try_fold(Self::new(), |update, (key, value)| {
            Ok(update.with(ProfileField::from_str(key)?, value))
        })
    }
}

impl Serialize for ProfileUpdate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(field, value)| (field.as_str(), value)))
    }
}

/// As the service reads it: `phone` and `email` are refused, unknown keys ignored.
impl<'de> Deserialize<'de> for ProfileUpdate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(UpdateVisitor)
    }
}

struct UpdateVisitor;

impl<'de> Visitor<'de> for UpdateVisitor {
    type Value = ProfileUpdate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the keys of a profile")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ProfileUpdate, A::Error> {
        let mut update = ProfileUpdate::new();
        while let Some(key) = map.next_key::<String>()? {
            match ProfileField::from_str(&key) {
                Ok(field) => {
                    if let Some(value) = map.next_value::<Option<String>>()? {
                        update.fields.insert(field, value);
                    }
                }
                Err(refused) if refused.code().is_some() => {
                    map.next_value::<Refused>()?;
                }
                Err(_) => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(update)
    }
}

/// A value that is refused whatever it is, at its own place, so that the error names its key.
struct Refused;

impl<'de> Deserialize<'de> for Refused {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("is not changed here"))
    }
}
