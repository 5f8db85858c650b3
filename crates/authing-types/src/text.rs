//! The frame shared by values that are text with a rule.

/// Defines a newtype over text whose every construction goes through one check.
///
/// The check takes the text and gives the reason for a refusal; the type gets `parse`, `as_str`,
/// the conversions and serde forms, all through that check.
macro_rules! text_value {
    (
        $(#[$doc:meta])*
        $name:ident, field: $field:literal, check: $check:expr $(, code: $code:expr)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        $crate::text::text_parsing!($name, field: $field, check: $check $(, code: $code)?);
    };
}

/// The conversions of [`text_value!`] alone, for a type that compares in its own way.
macro_rules! text_parsing {
    ($name:ident, field: $field:literal, check: $check:expr $(, code: $code:expr)?) => {
        impl $name {
            /// Checks the text and takes it as it is.
            ///
            /// # Errors
            ///
            /// [`InvalidValue`](crate::InvalidValue) when the text breaks the rule of this type.
            pub fn parse(text: impl Into<String>) -> Result<Self, $crate::InvalidValue> {
                let text = text.into();
                let check: fn(&str) -> Result<(), &'static str> = $check;
                match check(&text) {
                    Ok(()) => Ok(Self(text)),
                    Err(reason) => {
                        Err($crate::InvalidValue::new($field, reason)$(.with_code($code))?)
                    }
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        $crate::text::text_conversions!($name);
    };
}

/// The conversions into a type that has `parse(impl Into<String>)`. Inline, so that a program has
/// those compiled that it uses: there are four for each of some thirty types.
macro_rules! text_conversions {
    ($name:ident) => {
        impl std::str::FromStr for $name {
            type Err = $crate::InvalidValue;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            #[inline]
            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidValue;

            #[inline]
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl TryFrom<&String> for $name {
            type Error = $crate::InvalidValue;

            #[inline]
            fn try_from(text: &String) -> Result<Self, Self::Error> {
                Self::parse(text.as_str())
            }
        }

        impl From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(text).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use {text_conversions, text_parsing, text_value};
