use serde::Serialize;

use crate::ApplicationConfig;
use crate::operation::operation;

operation! {
    PublicConfig, "public_config", "B1", "read the application's public configuration";
    GET "/api/v2/applications/{app_id}/public-config", None, Read => ApplicationConfig
}

/// Reads the public configuration of the application (protocol.md B1, 1.2): its name, its rules,
/// the key that passwords are encrypted with. Needs no sign-in.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct PublicConfig {}

impl PublicConfig {
    /// The operation has no parameters of its own.
    pub const fn new() -> Self {
        Self {}
    }
}
