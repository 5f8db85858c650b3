//! What the operations that read something give, from their replies.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use authing_types::{
    Applications, AuthorizedResources, CustomField, OrgPath, Role, SecurityLevel, lenient,
};

use crate::error::DecodeError;
use crate::reply::{OperationOutput, Reply};

/// Outputs that are an object.
macro_rules! objects {
    ($($type:ty),* $(,)?) => {$(
        impl OperationOutput for $type {
            #[inline]
            fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
                if reply.is_success() { reply.object() } else { Err(reply.into_refusal()) }
            }
        }
    )*};
}

objects!(Applications, AuthorizedResources, SecurityLevel);

/// Outputs that are a list, under `data` or bare (protocol.md 1.6).
macro_rules! lists {
    ($($type:ty),* $(,)?) => {$(
        impl OperationOutput for Vec<$type> {
            #[inline]
            fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
                if reply.is_success() { list(&reply) } else { Err(reply.into_refusal()) }
            }
        }
    )*};
}

lists!(CustomField, OrgPath, Role);

/// The user's custom fields, where a success tells them (protocol.md A13).
impl OperationOutput for Option<Vec<CustomField>> {
    #[inline]
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        if reply.is_success() { Ok(list(&reply).ok()) } else { Err(reply.into_refusal()) }
    }
}

/// The items of an array; one of another shape is left out.
fn list<T: DeserializeOwned>(reply: &Reply<'_>) -> Result<Vec<T>, DecodeError> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Items<T: DeserializeOwned> {
        #[serde(deserialize_with = "lenient::list")]
        items: Vec<T>,
    }

    // Anything but an array must fail, which the lenient decoder alone would take for empty.
    let _: Vec<serde::de::IgnoredAny> = reply.data()?;
    reply.data::<Items<T>>().map(|items| items.items)
}
