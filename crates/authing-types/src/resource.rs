use serde::{Deserialize, Serialize};

use crate::lenient;

/// The kinds of resource (protocol.md A31).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum ResourceKind {
    /// Data.
    Data,
    /// An API.
    Api,
    /// A menu.
    Menu,
    /// A part of a user interface.
    Ui,
    /// A button.
    Button,
    /// A kind that this version does not know, as it came.
    Other(String),
}

impl ResourceKind {
    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Data => "DATA",
            Self::Api => "API",
            Self::Menu => "MENU",
            Self::Ui => "UI",
            Self::Button => "BUTTON",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for ResourceKind {
    #[inline]
    fn from(name: String) -> Self {
        match name.as_str() {
            "DATA" => Self::Data,
            "API" => Self::Api,
            "MENU" => Self::Menu,
            "UI" => Self::Ui,
            "BUTTON" => Self::Button,
            _ => Self::Other(name),
        }
    }
}

impl From<&str> for ResourceKind {
    fn from(name: &str) -> Self {
        Self::from(name.to_owned())
    }
}

impl From<ResourceKind> for String {
    #[inline]
    fn from(kind: ResourceKind) -> Self {
        kind.as_str().to_owned()
    }
}

/// A resource that a user may act on (protocol.md A31).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuthorizedResource {
    /// The resource's code: `ci:*`.
    pub code: String,
    /// What kind of resource it is.
    #[serde(default, rename = "type", deserialize_with = "lenient::any")]
    pub kind: Option<ResourceKind>,
    /// What the user may do with it; `*` for everything.
    #[serde(default, deserialize_with = "lenient::list")]
    pub actions: Vec<String>,
    /// The API's URL, where the resource is one.
    #[serde(default, deserialize_with = "lenient::text")]
    pub api_identifier: Option<String>,
}

impl AuthorizedResource {
    /// A resource with these actions.
    pub fn new<A: Into<String>>(
        code: impl Into<String>,
        kind: ResourceKind,
        actions: impl IntoIterator<Item = A>,
    ) -> Self {
        Self {
            code: code.into(),
            kind: Some(kind),
            actions: actions.into_iter().map(Into::into).collect(),
            api_identifier: None,
        }
    }
}

/// What a user may act on (protocol.md A31).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuthorizedResources {
    /// How many there are.
    #[serde(deserialize_with = "lenient::integer")]
    pub total_count: Option<i64>,
    /// The resources.
    #[serde(deserialize_with = "lenient::list")]
    pub list: Vec<AuthorizedResource>,
}
