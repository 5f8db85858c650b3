use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{CustomDataType, lenient};

/// An account at another provider that is linked to a user (protocol.md 4.2).
///
/// The provider's own tokens are secret and left out.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Identity {
    /// The identity's own id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// The provider, by the name that unlinking takes: `wechat:mobile`, `apple`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub provider: Option<String>,
    /// The user's open id at the provider.
    #[serde(default, deserialize_with = "lenient::text")]
    pub openid: Option<String>,
    /// The user's id at the provider.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_id_in_idp: Option<String>,
    /// The id of the user it belongs to.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_id: Option<String>,
    /// The id of the connection it came through.
    #[serde(default, deserialize_with = "lenient::text")]
    pub connection_id: Option<String>,
    /// The id of the identity provider in the user pool.
    #[serde(default, deserialize_with = "lenient::text")]
    pub ext_idp_id: Option<String>,
    /// Whether the provider is a social one.
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub is_social: Option<bool>,
    /// The kind of identity.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The profile at the provider: an object over REST, JSON text over GraphQL.
    #[serde(default)]
    pub user_info_in_idp: Option<Value>,
}

/// One custom field of a user (protocol.md 4.3).
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomField {
    /// The field's key, as defined in the console.
    pub key: String,
    /// The value, of any JSON type.
    #[serde(default)]
    pub value: Value,
    /// The type it was defined with.
    #[serde(default, deserialize_with = "lenient::any")]
    pub data_type: Option<CustomDataType>,
    /// What to show for the field.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: Option<String>,
}
