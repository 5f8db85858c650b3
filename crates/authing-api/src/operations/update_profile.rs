use serde::Serialize;

use authing_types::{ProfileUpdate, User};

use crate::operation::operation;

operation! {
    UpdateProfile, "update_profile", "A16", "change the profile of the signed-in user";
    POST "/api/v2/users/profile/update", User, Idempotent => User,
    codes: [NOT_LOGGED_IN, USER_EXISTS, USERNAME_TAKEN, USE_UPDATE_EMAIL, USE_UPDATE_PHONE],
    refusals: ["email" => USE_UPDATE_EMAIL, "phone" => USE_UPDATE_PHONE]
}

/// Changes the profile of the signed-in user (protocol.md A16).
///
/// Refused with 2020 not signed in; 2026 or 2034 user name taken (Q32); 2225 and 2226 for an e-mail
/// address and a phone, which have operations of their own and cannot be expressed here.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[serde(transparent)]
#[non_exhaustive]
pub struct UpdateProfile {
    /// What to change.
    pub profile: ProfileUpdate,
}

impl UpdateProfile {
    /// Makes these changes.
    pub fn new(profile: ProfileUpdate) -> Self {
        Self { profile }
    }
}
