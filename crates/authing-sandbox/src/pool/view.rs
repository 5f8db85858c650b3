use serde::Serialize;

use authing_types::Timestamp;

use super::identities::ExternalIdentity;
use super::profile::ProfileView;
use super::sessions::LiveToken;
use super::{Account, Pool, Slot};
use crate::answer::Answer;

/// A user as a reply shows it (protocol.md 4.1). Fields that the sandbox never sets are left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserView<'a> {
    id: &'a str,
    user_pool_id: &'a str,
    status: &'static str,
    username: Option<&'a str>,
    email: Option<&'a str>,
    email_verified: bool,
    phone: Option<&'a str>,
    phone_country_code: Option<&'a str>,
    phone_verified: bool,
    register_source: [&'a str; 1],
    token: Option<&'a str>,
    token_expired_at: Option<Timestamp>,
    logins_count: u64,
    last_login: Option<Timestamp>,
    signed_up: &'a Timestamp,
    blocked: bool,
    is_deleted: bool,
    identities: &'a [ExternalIdentity],
    created_at: &'a Timestamp,
    updated_at: &'a Timestamp,
    #[serde(flatten)]
    profile: ProfileView<'a>,
}

impl Pool {
    /// The reply that shows a user, with a token where the call has or makes one.
    pub(crate) fn view(&self, slot: Slot, token: Option<&LiveToken>) -> Answer {
        let account: &Account = self.account(slot);
        let phone = account.phone.as_ref();
        let created_at = Timestamp::from(account.created_at);
        let changed_at =
            (account.updated_at != account.created_at).then(|| Timestamp::from(account.updated_at));
        Answer::of(&UserView {
            id: &account.id,
            user_pool_id: &self.user_pool_id,
            status: "Activated",
            username: account.username.as_deref(),
            email: account.email.as_deref(),
            email_verified: account.email_verified,
            phone: phone.map(|phone| phone.number.as_str()),
            phone_country_code: phone.map(|phone| phone.country_code.as_str()),
            phone_verified: phone.is_some(),
            register_source: [account.register_source.as_ref()],
            token: token.map(|live| live.token.as_str()),
            token_expired_at: token.map(|live| Timestamp::from(live.expires_at)),
            logins_count: account.logins_count,
            last_login: account.last_login.map(Timestamp::from),
            signed_up: &created_at,
            blocked: account.flags.blocked,
            is_deleted: false,
            identities: &account.identities,
            created_at: &created_at,
            updated_at: changed_at.as_ref().unwrap_or(&created_at),
            profile: ProfileView(&account.profile),
        })
    }
}
