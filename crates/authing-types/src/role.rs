use serde::{Deserialize, Serialize};

use crate::{Timestamp, UserPoolId, lenient};

/// A role of a user (protocol.md 4.6).
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Role {
    /// The role's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub updated_at: Option<Timestamp>,
    /// The user pool.
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub user_pool_id: Option<UserPoolId>,
    /// The code, unique in its namespace: what programs compare.
    pub code: String,
    /// What it is for.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// The code of the role it is a part of.
    #[serde(default, deserialize_with = "lenient::text")]
    pub parent_code: Option<String>,
    /// Whether the service made it.
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub is_system: Option<bool>,
    /// The number of its namespace.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub namespace_id: Option<i64>,
    /// Its namespace, by which roles are filtered.
    #[serde(default, deserialize_with = "lenient::text")]
    pub namespace: Option<String>,
}

impl Role {
    /// A role with this code in this namespace.
    pub fn new(code: impl Into<String>, namespace: impl Into<String>) -> Self {
        Self {
            id: None,
            created_at: None,
            updated_at: None,
            user_pool_id: None,
            code: code.into(),
            description: None,
            parent_code: None,
            is_system: Some(false),
            namespace_id: None,
            namespace: Some(namespace.into()),
        }
    }
}
