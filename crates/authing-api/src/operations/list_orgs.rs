use serde::Serialize;

use authing_types::{OrgPath, UserId};

use crate::operation::operation;

operation! {
    ListOrgs, "list_orgs", "A29", "list the organisations and departments of the signed-in user";
    GET "/api/v2/users/{userId}/orgs", User, Read => Vec<OrgPath>,
    codes: [NOT_LOGGED_IN],
    path: [user_id as "userId"]
}

/// Lists the paths from an organisation down to each department of a user, who must be the one
/// that is signed in (protocol.md A29).
///
/// Refused with 2020 where the token is missing, wrong, expired or signed out.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct ListOrgs {
    /// The user; it stands in the path.
    #[serde(rename = "userId", skip_serializing)]
    pub user_id: UserId,
}

impl ListOrgs {
    /// The organisations of this user.
    pub fn new(user_id: UserId) -> Self {
        Self { user_id }
    }
}
