use serde::{Deserialize, Serialize};

use authing_types::{AppId, UserPoolId, lenient};

/// The public configuration of an application (protocol.md 1.2). Every field may be missing.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApplicationConfig {
    /// The application's id.
    #[serde(deserialize_with = "lenient::parsed", skip_serializing_if = "Option::is_none")]
    pub id: Option<AppId>,
    /// The user pool's id.
    #[serde(deserialize_with = "lenient::parsed", skip_serializing_if = "Option::is_none")]
    pub user_pool_id: Option<UserPoolId>,
    /// The first label of the application's own host: `{identifier}.authing.cn`.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// The application's whole host, where it differs from the one made of the identifier.
    #[serde(deserialize_with = "lenient::non_empty", skip_serializing_if = "Option::is_none")]
    pub request_hostname: Option<String>,
    /// The name to show.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The URL of the picture to show.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Where an OIDC sign-in may return to.
    #[serde(deserialize_with = "lenient::list")]
    pub redirect_uris: Vec<String>,
    /// The RSA key that passwords are encrypted with, PEM or bare base64.
    #[serde(deserialize_with = "lenient::non_empty", skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// How many characters a verification code has.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub verify_code_length: Option<i64>,
    /// The rule for passwords: 0 none; 1 at least 6 characters; 2 and 3 also of 2 or 3 kinds;
    /// 4 an automatic pattern; 5 a pattern of the pool's own.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub password_strength: Option<i64>,
    /// Whether sign-up is closed.
    #[serde(deserialize_with = "lenient::boolean", skip_serializing_if = "Option::is_none")]
    pub register_disabled: Option<bool>,
    /// The ways to sign in that the application shows.
    #[serde(deserialize_with = "lenient::any", skip_serializing_if = "Option::is_none")]
    pub login_tabs: Option<Tabs>,
    /// The ways to sign up that the application shows.
    #[serde(deserialize_with = "lenient::any", skip_serializing_if = "Option::is_none")]
    pub register_tabs: Option<Tabs>,
    /// The kind of application: `INDIVIDUAL`, …
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub app_type: Option<String>,
    /// The protocol it signs in with: `oidc`, …
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
}

/// A list of ways, and the one to show first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Tabs {
    /// The ways: `password`, `phone-code`, `email`, `phone`, …
    #[serde(default, deserialize_with = "lenient::list")]
    pub list: Vec<String>,
    /// The one to show first.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}
