use serde::Serialize;

use authing_types::{IdToken, IdentityProvider};

use crate::operation::operation;
use crate::wire;

operation! {
    Unlink, "unlink", "A25", "unlink a social account";
    POST "/api/v2/users/unlink", User, Never => (),
    codes: [USER_NOT_FOUND, PROVIDER_NOT_LINKED, LAST_LOGIN_METHOD_OLD]
}

/// Takes the identities of a provider away from an account (protocol.md A25).
///
/// Refused with 2004 no such user, 2216 no such identity, 2217 no other way to sign in would be
/// left (both of the old list, Q19).
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Unlink {
    /// The provider, as [`Identity::provider`] names it.
    ///
    /// [`Identity::provider`]: authing_types::Identity::provider
    pub provider: IdentityProvider,
    /// The id token of the account, which other clients send along with the header.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "wire::secrets::optional_id_token"
    )]
    pub primary_user_token: Option<IdToken>,
}

impl Unlink {
    /// Takes this provider's identities away from the account that is signed in.
    pub fn new(provider: IdentityProvider) -> Self {
        Self { provider, primary_user_token: None }
    }
}
