use serde::Serialize;

use authing_types::Applications;

use crate::operation::operation;

operation! {
    ListApplications, "list_applications", "A28", "list the applications that the signed-in user may open";
    GET "/api/v2/users/me/applications/allowed", User, Read => Applications,
    codes: [NOT_LOGGED_IN]
}

/// Lists the applications that the signed-in user may open, one page of them (protocol.md A28).
///
/// Refused with 2020 where the token is missing, wrong, expired or signed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct ListApplications {
    /// The page, from 1.
    #[serde(default = "first", deserialize_with = "crate::wire::query::number")]
    pub page: u32,
    /// How many applications a page has. The bounds are not documented; 1 to 50 is assumed (Q27).
    #[serde(default = "ten", deserialize_with = "crate::wire::query::number")]
    pub limit: u32,
}

impl ListApplications {
    /// This page, of so many applications.
    pub const fn new(page: u32, limit: u32) -> Self {
        Self { page, limit }
    }
}

/// The first page, of ten applications (protocol.md D31).
impl Default for ListApplications {
    fn default() -> Self {
        Self::new(first(), ten())
    }
}

const fn first() -> u32 {
    1
}

const fn ten() -> u32 {
    10
}
