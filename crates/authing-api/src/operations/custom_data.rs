use serde::Serialize;

use authing_types::{CustomField, UserId};

use crate::operation::operation;

operation! {
    CustomData, "custom_data", "A12", "read the custom fields of the signed-in user";
    GET "/api/v2/udfs/values?targetType=USER", User, Read => Vec<CustomField>,
    codes: [NOT_LOGGED_IN]
}

/// Reads the custom fields of a user, who must be the one that is signed in (protocol.md A12).
///
/// Refused with 2020 where the token is missing, wrong, expired or signed out.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct CustomData {
    /// The user.
    #[serde(rename = "targetId")]
    pub user_id: UserId,
}

impl CustomData {
    /// The custom fields of this user.
    pub fn new(user_id: UserId) -> Self {
        Self { user_id }
    }
}
