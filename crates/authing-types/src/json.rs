//! Reading JSON whose structs are objects.

use serde::de::{Deserialize, Deserializer, Visitor};

/// As [`serde_json::from_str`], but a struct is read from an object alone.
///
/// What serde derives would also read the fields from an array, in their order, which no reply of
/// the service means. The code for it, half of all that is derived, is not compiled either. This is
/// so for the outermost value; those in it are read as their own decoders do.
///
/// ```
/// use authing_types::{Role, json};
///
/// assert!(json::from_str::<Role>(r#"{"code": "admin"}"#).is_ok());
/// assert!(json::from_str::<Role>(r#"["admin"]"#).is_err());
/// ```
///
/// # Errors
///
/// As [`serde_json::from_str`]. The message may quote the text.
pub fn from_str<'de, T: Deserialize<'de>>(json: &'de str) -> serde_json::Result<T> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let value = T::deserialize(Objects(&mut reader))?;
    reader.end()?;
    Ok(value)
}

/// Hands on what is asked for, and an object where it is a struct.
struct Objects<D>(D);

/// The methods that are handed on by their own names, with what each takes before the visitor.
macro_rules! hand_on {
    ($($method:ident($($name:ident: $type:ty),*);)*) => {$(
        fn $method<V: Visitor<'de>>(
            self,
            $($name: $type,)*
            visitor: V,
        ) -> Result<V::Value, D::Error> {
            self.0.$method($($name,)* visitor)
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Objects<D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    hand_on! {
        deserialize_any();
        deserialize_bool();
        deserialize_i64();
        deserialize_u64();
        deserialize_f64();
        deserialize_str();
        deserialize_string();
        deserialize_option();
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_map();
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_identifier();
        deserialize_ignored_any();
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}
