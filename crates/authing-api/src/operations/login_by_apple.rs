use serde::Serialize;

use authing_types::ProviderCode;

use crate::operation::operation;
use crate::{SignIn, wire};

operation! {
    LoginByApple, "login_by_apple", "B5", "sign in with Apple";
    POST "/connection/social/apple/{user_pool_id}/callback?app_id={app_id}", None, Never => SignIn,
    codes: [ENDPOINT_REQUEST, ENDPOINT_RESPONSE, BIND_EXISTING_ONLY, BIND_OR_CREATE,
            SELECT_ACCOUNT],
    signs_in: true
}

/// Signs a user in by Apple (protocol.md B5).
///
/// Ends in 1640, 1641 or 2921 where the identity must be bound to an account first. Refused with
/// 601 Apple out of reach, 602 Apple refuses the code (an assumption, Q30), and the codes of every
/// sign-in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct LoginByApple {
    /// Apple's authorization code.
    #[serde(serialize_with = "wire::secrets::provider_code")]
    pub code: ProviderCode,
}

impl LoginByApple {
    /// A sign-in with this code.
    pub fn new(code: ProviderCode) -> Self {
        Self { code }
    }
}
