//! What an id token of a v2 sign-in says (protocol.md 8.1).

use std::time::SystemTime;

use serde::Serialize;

use super::{Pool, Slot};
use crate::Settings;

/// Borrowed and in the order in which they are written.
#[derive(Debug, Serialize)]
pub(super) struct Claims<'a> {
    aud: &'a str,
    data: UserClaims<'a>,
    email: Option<&'a str>,
    email_verified: bool,
    exp: u64,
    gender: &'static str,
    iat: u64,
    iss: &'a str,
    /// Not among the documented claims: it keeps two tokens of one moment apart.
    jti: String,
    phone_number: Option<&'a str>,
    phone_number_verified: bool,
    sub: &'a str,
    username: Option<&'a str>,
    userpool_id: &'a str,
}

/// The user in the claim `data`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct UserClaims<'a> {
    #[serde(rename = "_id")]
    old_id: &'a str,
    app_id: &'a str,
    client_id: &'a str,
    email: Option<&'a str>,
    id: &'a str,
    openid: (),
    phone: Option<&'a str>,
    r#type: &'static str,
    unionid: (),
    user_id: &'a str,
    user_pool_id: &'a str,
    username: Option<&'a str>,
}

impl Pool {
    pub(super) fn claims(
        &self,
        slot: Slot,
        jti: String,
        issued_at: SystemTime,
        expires_at: SystemTime,
    ) -> Claims<'_> {
        let account = self.account(slot);
        let (app_id, pool_id) = (self.app_id.as_str(), self.user_pool_id.as_str());
        let (id, email) = (account.id.as_str(), account.email.as_deref());
        let phone = account.phone.as_ref().map(|phone| phone.number.as_str());
        let username = account.username.as_deref();
        Claims {
            aud: app_id,
            data: UserClaims {
                old_id: id,
                app_id,
                client_id: pool_id,
                email,
                id,
                openid: (),
                phone,
                r#type: "user",
                unionid: (),
                user_id: id,
                user_pool_id: pool_id,
                username,
            },
            email,
            email_verified: account.email_verified,
            exp: unix_seconds(expires_at),
            gender: "U",
            iat: unix_seconds(issued_at),
            iss: self.settings.issuer.as_deref().unwrap_or(Settings::ISSUER),
            jti,
            phone_number: phone,
            phone_number_verified: phone.is_some(),
            sub: id,
            username,
            userpool_id: pool_id,
        }
    }
}

/// As claims give times (RFC 7519, 2); what is before 1970 is given as 0.
pub(super) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}
