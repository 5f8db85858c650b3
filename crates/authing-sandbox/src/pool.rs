//! The state of a pool: accounts, sessions, codes. All of it changes under one lock.

mod account;
mod codes;
mod oidc;
mod password;
mod sessions;
mod sign_in;
mod view;

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::time::SystemTime;

use authing_types::ErrorCode;

use crate::answer::Failure;
use crate::keys::TokenDigest;
use crate::outbox::Outbox;
use crate::random::Random;
use crate::settings::Settings;

pub(crate) use account::{NewAccount, PhoneKey};
pub(crate) use codes::Recipient;
pub(crate) use oidc::{Code, Grant, ISSUER, SCOPES};

use account::{Account, Slot};
use codes::SentCode;
use oidc::Grants;
use sessions::Session;

/// A pool with one application.
#[derive(Debug)]
pub(crate) struct Pool {
    pub(crate) user_pool_id: String,
    pub(crate) app_id: String,
    pub(crate) app_secret: String,
    pub(crate) settings: Settings,
    pub(crate) outbox: Outbox,
    random: Random,
    /// Accounts by slot; a deleted account leaves its slot empty, so that slots stay valid.
    accounts: Vec<Option<Account>>,
    by_username: HashMap<String, Slot>,
    by_email: HashMap<String, Slot>,
    by_phone: HashMap<PhoneKey, Slot>,
    sessions: HashMap<TokenDigest, Session>,
    codes: HashMap<Recipient, SentCode>,
    /// When the last mail was sent, by address and scene.
    mails: HashMap<(String, String), SystemTime>,
    sign_ups: HashMap<Option<IpAddr>, VecDeque<SystemTime>>,
    grants: Grants,
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
            codes: HashMap::new(),
            mails: HashMap::new(),
            sign_ups: HashMap::new(),
            grants: Grants::default(),
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
