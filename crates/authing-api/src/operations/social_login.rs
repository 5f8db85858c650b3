use serde::Serialize;

use authing_types::{ConnectionId, ProviderCode, SocialProvider};

use crate::operation::operation;
use crate::{SignIn, wire};

operation! {
    SocialLogin, "social_login", "B6", "sign in with any social provider";
    POST "/api/v2/ecConn/{type}/authByCode", None, Never => SignIn,
    codes: [ENDPOINT_REQUEST, ENDPOINT_RESPONSE, BIND_EXISTING_ONLY, BIND_OR_CREATE,
            SELECT_ACCOUNT],
    signs_in: true,
    path: [provider as "type"]
}

/// Signs a user in by a social provider (protocol.md B6).
///
/// Ends in 1640, 1641 or 2921 where the identity must be bound to an account first. Refused with
/// 601 provider out of reach, 602 provider refuses the code (an assumption, Q30), and the codes
/// of every sign-in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SocialLogin {
    /// The provider.
    #[serde(rename = "type", skip_serializing)]
    pub provider: SocialProvider,
    /// The connection to the provider, from the console.
    pub conn_id: ConnectionId,
    /// The authorization code that the provider's own SDK gave.
    #[serde(serialize_with = "wire::secrets::provider_code")]
    pub code: ProviderCode,
}

impl SocialLogin {
    /// A sign-in by this provider, through this connection, with this code.
    pub fn new(provider: SocialProvider, conn_id: ConnectionId, code: ProviderCode) -> Self {
        Self { provider, conn_id, code }
    }
}
