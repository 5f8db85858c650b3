use serde::Serialize;

use authing_types::Role;

use crate::operation::operation;

operation! {
    ListRoles, "list_roles", "A30", "list the roles of the signed-in user";
    GET "/api/v2/users/me/roles", User, Read => Vec<Role>,
    codes: [NOT_LOGGED_IN]
}

/// Lists the roles of the signed-in user (protocol.md A30).
///
/// Refused with 2020 where the token is missing, wrong, expired or signed out.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct ListRoles {
    /// Only roles of this namespace, by its text and not by its number (protocol.md D44); all
    /// roles where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

impl ListRoles {
    /// The roles of this namespace, or all.
    pub const fn new(namespace: Option<String>) -> Self {
        Self { namespace }
    }
}
