use serde::Serialize;

use authing_types::IdToken;

use crate::operation::operation;
use crate::wire;

operation! {
    Link, "link", "A24", "link a social account to another account";
    POST "/api/v2/users/link", User, Never => (),
    codes: [NOT_LOGGED_IN, LINK_TOKEN_INVALID],
    refusals: ["primaryUserToken" => LINK_TOKEN_INVALID, "secondaryUserToken" => LINK_TOKEN_INVALID]
}

/// Moves the external identities of one account to another, and deletes the first
/// (protocol.md A24). Later social sign-ins reach the account that stays.
///
/// Refused with 1020020 a token is not valid, 2020 nobody signed in here.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Link {
    /// The id token of the account that stays.
    #[serde(serialize_with = "wire::secrets::id_token")]
    pub primary_user_token: IdToken,
    /// The id token of the social account, which is deleted.
    #[serde(serialize_with = "wire::secrets::id_token")]
    pub secondary_user_token: IdToken,
}

impl Link {
    /// Links the second account to the first.
    pub fn new(primary_user_token: IdToken, secondary_user_token: IdToken) -> Self {
        Self { primary_user_token, secondary_user_token }
    }
}
