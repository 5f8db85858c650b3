use serde::{Deserialize, Serialize};

use crate::{AppId, Timestamp, lenient};

/// An application that a user may open (protocol.md 4.4).
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Application {
    /// The application's id.
    pub id: AppId,
    /// The name to show.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The URL of the picture to show.
    #[serde(default, deserialize_with = "lenient::text")]
    pub logo: Option<String>,
    /// The first label of the application's own host.
    #[serde(default, deserialize_with = "lenient::text")]
    pub domain: Option<String>,
    /// What it is.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "lenient::parsed")]
    pub updated_at: Option<Timestamp>,
    /// The protocol it signs in with: `oidc`, `oauth`, `saml`, `cas`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub protocol: Option<String>,
    /// Whether it is an integration from the service's catalogue.
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub is_integrate: Option<bool>,
    /// The kind of application: `INDIVIDUAL`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub app_type: Option<String>,
    /// The template it was made from.
    #[serde(default, deserialize_with = "lenient::text")]
    pub template: Option<String>,
}

impl Application {
    /// An OIDC application with this id and name.
    pub fn new(id: AppId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: Some(name.into()),
            logo: None,
            domain: None,
            description: None,
            created_at: None,
            updated_at: None,
            protocol: Some("oidc".to_owned()),
            is_integrate: Some(false),
            app_type: Some("INDIVIDUAL".to_owned()),
            template: None,
        }
    }
}

/// One page of applications (protocol.md A28).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Applications {
    /// The applications of this page.
    #[serde(deserialize_with = "lenient::list")]
    pub list: Vec<Application>,
    /// How many there are on all pages.
    #[serde(deserialize_with = "lenient::integer")]
    pub total_count: Option<i64>,
}
