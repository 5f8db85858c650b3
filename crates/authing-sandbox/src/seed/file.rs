//! The format as Rust has it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use authing_types::{
    AppId, Application, CountryCode, CustomDataType, Email, Password, PhoneNumber, ProfileUpdate,
};

use super::settings::Rules;
use crate::fixtures::{DirectoryUser, SocialUser};
use crate::reserved::Reserved;
use crate::settings::Settings;
use crate::users::UserChange;

/// A file that was read; [`check`](super::check) tells whether its parts fit together.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) settings: Rules,
    pub(super) custom_fields: Vec<CustomField>,
    pub(super) roles: Vec<RoleDefinition>,
    pub(super) resources: Vec<ResourceDefinition>,
    pub(super) organizations: Vec<Organization>,
    pub(super) applications: Vec<App>,
    pub(super) users: Vec<User>,
    pub(super) social_users: Vec<SocialUser>,
    pub(super) directory: Vec<DirectoryUser>,
    pub(super) codes: BTreeMap<String, String>,
    pub(super) reserved: BTreeMap<String, Reserved>,
}

impl File {
    /// The rules, and what of the file stands in the settings.
    pub(super) fn rules(&self) -> Settings {
        let mut settings = Settings::default();
        self.settings.apply(&mut settings);
        settings.social_users.clone_from(&self.social_users);
        settings.directory.clone_from(&self.directory);
        settings.recipient_codes.clone_from(&self.codes);
        settings.reserved.clone_from(&self.reserved);
        settings.normalized()
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct CustomField {
    pub(super) key: String,
    #[serde(deserialize_with = "known_type")]
    pub(super) data_type: CustomDataType,
    pub(super) label: Option<String>,
}

/// A role, by code and namespace; a resource is named alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Reference {
    pub(super) code: String,
    #[serde(default = "default_namespace")]
    pub(super) namespace: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct RoleDefinition {
    pub(super) code: String,
    #[serde(default = "default_namespace")]
    pub(super) namespace: String,
    pub(super) description: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ResourceDefinition {
    pub(super) code: String,
    #[serde(default = "default_namespace")]
    pub(super) namespace: String,
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    /// What can be done with it.
    pub(super) actions: Vec<String>,
    pub(super) api_identifier: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Kind {
    Data,
    Api,
    Menu,
    Ui,
    Button,
}

/// An organisation, or a department of one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Organization {
    pub(super) name: String,
    #[serde(default)]
    pub(super) departments: Vec<Organization>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct App {
    pub(super) id: AppId,
    pub(super) name: String,
    pub(super) logo: Option<String>,
    pub(super) domain: Option<String>,
    pub(super) description: Option<String>,
}

impl App {
    pub(super) fn to_application(&self) -> Application {
        let mut application = Application::new(self.id.clone(), self.name.clone());
        application.logo.clone_from(&self.logo);
        application.domain.clone_from(&self.domain);
        application.description.clone_from(&self.description);
        application
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct User {
    pub(super) username: Option<String>,
    pub(super) email: Option<Email>,
    pub(super) phone: Option<PhoneNumber>,
    pub(super) phone_country_code: Option<CountryCode>,
    pub(super) password: Option<Password>,
    pub(super) profile: ProfileUpdate,
    pub(super) custom_data: Map<String, Value>,
    pub(super) roles: Vec<Reference>,
    pub(super) resources: Vec<Allowed>,
    /// Paths of names, from the organisation down.
    pub(super) departments: Vec<Vec<String>>,
    pub(super) applications: Vec<AppId>,
    pub(super) identities: Vec<Identity>,
    pub(super) authenticator: Option<Authenticator>,
    pub(super) state: UserChange,
}

/// What a user may do with a resource.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Allowed {
    pub(super) code: String,
    #[serde(default = "default_namespace")]
    pub(super) namespace: String,
    /// All that can be done where it is not said.
    pub(super) actions: Option<Vec<String>>,
}

/// Who a user is at a provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Identity {
    pub(super) provider: String,
    pub(super) user_id_in_idp: String,
    pub(super) openid: Option<String>,
    pub(super) nickname: Option<String>,
}

/// A bound authenticator app; what is not said is drawn.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Authenticator {
    /// 16 bytes in base 32.
    pub(super) secret: Option<Password>,
    pub(super) recovery_code: Option<Password>,
}

fn default_namespace() -> String {
    "default".to_owned()
}

fn known_type<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<CustomDataType, D::Error> {
    use serde::de::Error as _;

    const NAMES: &[&str] = &["STRING", "NUMBER", "DATETIME", "BOOLEAN", "OBJECT", "SELECT"];
    match CustomDataType::deserialize(deserializer)? {
        CustomDataType::Other(name) => Err(D::Error::unknown_variant(&name, NAMES)),
        known => Ok(known),
    }
}
