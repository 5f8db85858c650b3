use serde::Serialize;

use authing_types::{CustomDataUpdate, CustomField};

use crate::operation::operation;

operation! {
    SetCustomData, "set_custom_data", "A13", "set custom fields of the signed-in user";
    POST "/api/v2/udfs/values", User, Idempotent => Option<Vec<CustomField>>,
    codes: [NOT_LOGGED_IN]
}

/// Sets custom fields of the signed-in user, which must be defined in the console
/// (protocol.md A13). Gives the user's custom fields where the service tells them.
///
/// Refused with 2020 where nobody is signed in. With which code the service refuses an undefined
/// field or a value of another type is not known (Q8).
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct SetCustomData {
    /// The values to set.
    pub udfs: CustomDataUpdate,
}

impl SetCustomData {
    /// Sets these values.
    pub fn new(udfs: CustomDataUpdate) -> Self {
        Self { udfs }
    }
}
