//! The state of a pool: accounts, sessions, codes. All of it changes under one lock.

mod account;
mod admin;
mod bindings;
mod claims;
mod codes;
mod custom_data;
mod delete;
mod enrolment;
mod failures;
mod grants;
mod identifier;
mod identities;
mod mfa;
mod oidc;
mod password;
mod profile;
mod qr_codes;
mod reserved;
mod security;
mod sessions;
mod sign_in;
mod signing;
mod stored;
mod totp;
mod view;

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use authing_types::ErrorCode;

use crate::answer::Failure;
use crate::keys::TokenDigest;
use crate::outbox::Outbox;
use crate::random::Random;
use crate::settings::Settings;

pub(crate) use account::{NewAccount, PhoneKey, Slot};
pub(crate) use codes::{Recipient, SceneGroup};
pub(crate) use custom_data::FieldDefinition;
pub(crate) use identifier::Identifier;
pub(crate) use oidc::{Code, Grant, SCOPES};
pub(crate) use password::check_strength;
pub(crate) use qr_codes::QrStep;
pub(crate) use totp::{base32, secret_of};

use account::Account;
use codes::SentCode;
use failures::Failures;
use grants::{Departments, Grants};
use identities::IdentityKey;
use mfa::PendingMfa;
use profile::Profile;
use qr_codes::{QrCode, QrTicket};
use sessions::Session;
use totp::Authenticator;

/// A pool with one application.
///
/// What is serialised is its state; what is skipped is derived from the rest by
/// [`restored`](Self::restored), or comes from outside.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Pool {
    pub(crate) user_pool_id: String,
    pub(crate) app_id: String,
    pub(crate) app_secret: String,
    pub(crate) settings: Settings,
    #[serde(skip)]
    pub(crate) outbox: Outbox,
    random: Random,
    /// Accounts by slot; a deleted account leaves its slot empty, so that slots stay valid.
    accounts: Vec<Option<Account>>,
    #[serde(skip)]
    by_username: HashMap<String, Slot>,
    #[serde(skip)]
    by_email: HashMap<String, Slot>,
    #[serde(skip)]
    by_phone: HashMap<PhoneKey, Slot>,
    sessions: HashMap<TokenDigest, Session>,
    /// First-login tokens that were given out and not used.
    first_logins: HashMap<TokenDigest, Session>,
    /// Sign-ins that wait for a second factor.
    pending_mfa: HashMap<TokenDigest, PendingMfa>,
    /// Accounts by their external identities.
    #[serde(skip)]
    by_identity: HashMap<IdentityKey, Slot>,
    qr_codes: HashMap<String, QrCode>,
    /// What confirmed codes were given, until it is used.
    qr_tickets: HashMap<String, QrTicket>,
    /// Authenticator apps that are shown to users and not confirmed.
    #[serde(with = "crate::state::pairs")]
    enrolments: HashMap<Slot, Authenticator>,
    #[serde(with = "crate::state::pairs")]
    codes: HashMap<Recipient, SentCode>,
    /// When the last mail was sent, by address and scene.
    #[serde(with = "crate::state::pairs")]
    mails: HashMap<(String, String), SystemTime>,
    #[serde(with = "crate::state::pairs")]
    sign_ups: HashMap<Option<IpAddr>, VecDeque<SystemTime>>,
    /// Wrong passwords by client address.
    #[serde(with = "crate::state::pairs")]
    failures: HashMap<Option<IpAddr>, Failures>,
    /// How many messages were sent to a number.
    #[serde(with = "crate::state::pairs")]
    sms_sent: HashMap<PhoneKey, u32>,
    /// Custom fields, in the order in which they were defined.
    custom_fields: Vec<FieldDefinition>,
    #[serde(with = "crate::state::pairs")]
    departments: Departments,
    namespaces: Vec<String>,
    oidc_grants: oidc::Grants,
    signing_keys: signing::SigningKeys,
}

/// What an operation knows of the call besides its parameters.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) now: SystemTime,
    pub(crate) token: Option<String>,
    pub(crate) client: Option<IpAddr>,
}

impl Pool {
    pub(crate) fn new(
        user_pool_id: String,
        app_id: String,
        settings: Settings,
        outbox: Outbox,
        seed: u64,
    ) -> Self {
        let mut random = Random::new(seed);
        Self {
            user_pool_id,
            app_id,
            app_secret: random.hex(16),
            settings,
            outbox,
            random,
            accounts: Vec::new(),
            by_username: HashMap::new(),
            by_email: HashMap::new(),
            by_phone: HashMap::new(),
            sessions: HashMap::new(),
            first_logins: HashMap::new(),
            pending_mfa: HashMap::new(),
            by_identity: HashMap::new(),
            qr_codes: HashMap::new(),
            qr_tickets: HashMap::new(),
            enrolments: HashMap::new(),
            codes: HashMap::new(),
            mails: HashMap::new(),
            sign_ups: HashMap::new(),
            failures: HashMap::new(),
            sms_sent: HashMap::new(),
            custom_fields: Vec::new(),
            departments: Departments::new(),
            namespaces: Vec::new(),
            oidc_grants: oidc::Grants::default(),
            signing_keys: signing::SigningKeys::default(),
        }
    }

    /// Counts a sign-up against the limit of its client address.
    pub(crate) fn count_sign_up(&mut self, call: &Call) -> Result<(), Failure> {
        let Some(limit) = self.settings.sign_up_limit else {
            return Ok(());
        };
        let recent = self.sign_ups.entry(call.client).or_default();
        let is_old =
            |at: &SystemTime| call.now.duration_since(*at).is_ok_and(|age| age >= limit.window);
        while recent.front().is_some_and(is_old) {
            recent.pop_front();
        }
        if recent.len() >= limit.count as usize {
            return Err(ErrorCode::REGISTER_TOO_FREQUENT.into());
        }
        recent.push_back(call.now);
        Ok(())
    }
}
