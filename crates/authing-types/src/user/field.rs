//! How the value of one field is read.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};

use crate::{IdToken, Timestamp, UserId, UserPoolId, lenient};

/// A field's value, read by the forgiving decoder of its type.
pub(super) struct Decoded<T>(pub(super) T);

impl<'de, T: Field> Deserialize<'de> for Decoded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::decode(deserializer).map(Self)
    }
}

/// What a user's field can be.
pub(super) trait Field: Sized {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    fn is_absent(&self) -> bool;
}

macro_rules! optional_field {
    ($($type:ty = $decode:path;)*) => {$(
        impl Field for Option<$type> {
            fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $decode(deserializer)
            }

            fn is_absent(&self) -> bool {
                self.is_none()
            }
        }
    )*};
}

optional_field! {
    String = lenient::non_empty;
    i64 = lenient::integer;
    bool = lenient::boolean;
    UserId = lenient::parsed;
    UserPoolId = lenient::parsed;
    IdToken = lenient::parsed;
    Timestamp = lenient::parsed;
}

impl<T: DeserializeOwned> Field for Vec<T> {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient::list(deserializer)
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}
