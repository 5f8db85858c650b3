use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::{Timestamp, UserPoolId, json, lenient};

/// One element of a path through an organisation (protocol.md 4.5). Read only from JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type")]
#[non_exhaustive]
pub enum OrgNode {
    /// The organisation, the first of every path.
    #[serde(rename = "org")]
    Org(Box<Org>),
    /// A department; the first one is the organisation's root.
    #[serde(rename = "node")]
    Department(Box<Department>),
    /// An element that this version does not know, as it came.
    #[serde(untagged)]
    Other(Value),
}

impl OrgNode {
    /// The department's name, where it is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Department(department) => department.name.as_deref(),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for OrgNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// What tells the elements apart.
        #[derive(Deserialize)]
        struct Tag {
            #[serde(default, rename = "type", deserialize_with = "lenient::text")]
            kind: Option<String>,
        }

        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get();
        let tag: Option<Tag> = json::from_str(text).ok();
        let known = match tag.and_then(|tag| tag.kind).as_deref() {
            Some("org") => json::from_str(text).ok().map(Box::new).map(Self::Org),
            Some("node") => json::from_str(text).ok().map(Box::new).map(Self::Department),
            _ => None,
        };
        match known {
            Some(node) => Ok(node),
            None => serde_json::from_str(text).map(Self::Other).map_err(D::Error::custom),
        }
    }
}

/// The path from an organisation down to one of the user's departments.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct OrgPath {
    /// The organisation, then its departments from the root down.
    #[serde(deserialize_with = "lenient::list")]
    pub nodes: Vec<OrgNode>,
}

impl OrgPath {
    /// The names of the departments, from the root down.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().filter_map(OrgNode::name)
    }

    /// The department that the path leads to.
    pub fn department(&self) -> Option<&Department> {
        match self.nodes.last() {
            Some(OrgNode::Department(department)) => Some(department),
            _ => None,
        }
    }
}

/// An organisation (protocol.md 4.5).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Org {
    /// The organisation's id.
    #[serde(deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// When it was created.
    #[serde(deserialize_with = "lenient::parsed")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(deserialize_with = "lenient::parsed")]
    pub updated_at: Option<Timestamp>,
    /// The user pool.
    #[serde(deserialize_with = "lenient::parsed")]
    pub user_pool_id: Option<UserPoolId>,
    /// The id of its root department.
    #[serde(deserialize_with = "lenient::text")]
    pub root_node_id: Option<String>,
    /// The URL of the picture to show.
    #[serde(deserialize_with = "lenient::text")]
    pub logo: Option<String>,
    /// The tenant it belongs to.
    #[serde(deserialize_with = "lenient::text")]
    pub tenant_id: Option<String>,
}

/// A department (protocol.md 4.5).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Department {
    /// The department's id.
    #[serde(deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// When it was created.
    #[serde(deserialize_with = "lenient::parsed")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(deserialize_with = "lenient::parsed")]
    pub updated_at: Option<Timestamp>,
    /// The user pool.
    #[serde(deserialize_with = "lenient::parsed")]
    pub user_pool_id: Option<UserPoolId>,
    /// The organisation it belongs to.
    #[serde(deserialize_with = "lenient::text")]
    pub org_id: Option<String>,
    /// The name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The name in other languages, as it came.
    pub name_i18n: Option<Value>,
    /// What it does.
    #[serde(deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// What it does, in other languages, as it came.
    pub description_i18n: Option<Value>,
    /// Its place among its siblings.
    #[serde(deserialize_with = "lenient::integer")]
    pub order: Option<i64>,
    /// Its code, unique in the organisation.
    #[serde(deserialize_with = "lenient::text")]
    pub code: Option<String>,
    /// The user who leads it.
    #[serde(deserialize_with = "lenient::text")]
    pub leader_user_id: Option<String>,
}
