use serde::Serialize;

use authing_types::User;

use crate::operation::operation;

operation! {
    UserInfoByAccessToken, "user_info_by_access_token", "B17",
    "read the claims of the user of an access token";
    GET "/oidc/me", AccessToken, Read => User,
    base: Oidc
}

/// Reads what the access token's scopes show of its user (protocol.md B17, 8.5). Other claims than
/// those of [`User`]'s fields are reached by [`User::field`].
///
/// Refused with the OAuth error `invalid_token` and HTTP 401 where the access token is expired or
/// unknown; the session stays, since [`RefreshAccessToken`](super::RefreshAccessToken) may help.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct UserInfoByAccessToken {}

impl UserInfoByAccessToken {
    /// The operation has no parameters besides the access token.
    pub const fn new() -> Self {
        Self {}
    }
}
