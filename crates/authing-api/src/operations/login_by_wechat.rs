use serde::Serialize;

use authing_types::{ConnectionId, ProviderCode};

use crate::operation::operation;
use crate::{SignIn, wire};

operation! {
    LoginByWechat, "login_by_wechat", "B3", "sign in with WeChat";
    POST "/api/v2/ecConn/wechatMobile/authByCode", None, Never => SignIn,
    codes: [ENDPOINT_REQUEST, ENDPOINT_RESPONSE, BIND_EXISTING_ONLY, BIND_OR_CREATE,
            SELECT_ACCOUNT],
    signs_in: true
}

/// Signs a user in by `WeChat` (protocol.md B3).
///
/// Ends in 1640, 1641 or 2921 where the identity must be bound to an account first. Refused with
/// 601 provider out of reach, 602 provider refuses the code (an assumption, Q30), and the codes
/// of every sign-in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoginByWechat {
    /// The connection to the provider, from the console.
    pub conn_id: ConnectionId,
    /// The authorization code that the provider's own SDK gave.
    #[serde(serialize_with = "wire::secrets::provider_code")]
    pub code: ProviderCode,
}

impl LoginByWechat {
    /// A sign-in through this connection with this code.
    pub fn new(conn_id: ConnectionId, code: ProviderCode) -> Self {
        Self { conn_id, code }
    }
}
