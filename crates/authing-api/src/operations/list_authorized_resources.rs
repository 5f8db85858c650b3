use serde::Serialize;

use authing_types::{AuthorizedResources, ResourceKind};

use crate::operation::operation;

operation! {
    ListAuthorizedResources, "list_authorized_resources", "A31", "list what the signed-in user may act on";
    POST "/api/v2/users/resource/authorized", User, Read => AuthorizedResources,
    codes: [NOT_LOGGED_IN]
}

/// Lists the resources of a namespace that the signed-in user may act on, directly or through
/// roles, groups and departments (protocol.md A31).
///
/// Refused with 2020 where the token is missing, wrong, expired or signed out.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListAuthorizedResources {
    /// The namespace: `default`.
    pub namespace: String,
    /// Only resources of this kind; all kinds where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<ResourceKind>,
}

impl ListAuthorizedResources {
    /// The resources of this namespace, of this kind or of all.
    pub fn new(namespace: impl Into<String>, resource_type: Option<ResourceKind>) -> Self {
        Self { namespace: namespace.into(), resource_type }
    }
}
