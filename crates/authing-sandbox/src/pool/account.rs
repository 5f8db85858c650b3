use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use authing_types::{CountryCode, Email, ErrorCode, MfaPolicy, Password, PhoneNumber};

use super::identities::ExternalIdentity;
use super::password::{PasswordHash, check_strength};
use super::totp::Authenticator;
use super::{Call, Grants, Pool, Profile};
use crate::answer::Failure;
use crate::keys::TokenDigest;
use crate::settings::UserFlags;

/// Where an account is kept in its pool.
pub(crate) type Slot = usize;

/// A phone as it is compared: calling code and number (protocol.md Q24).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct PhoneKey {
    pub(crate) country_code: String,
    pub(crate) number: String,
}

impl PhoneKey {
    /// The pair of a number and its calling code, `+86` where none is given.
    ///
    /// Chinese numbers have 11 digits and begin with 1; others only keep to the general rule
    /// (assumptions, protocol.md 7). A malformed number is code 500 (A10).
    pub(crate) fn new(
        country_code: Option<&CountryCode>,
        number: &PhoneNumber,
    ) -> Result<Self, Failure> {
        let country_code = country_code.map_or(CountryCode::DEFAULT, CountryCode::as_str);
        let number = number.as_str();
        let is_chinese = country_code == CountryCode::DEFAULT;
        if is_chinese && (number.len() != 11 || !number.starts_with('1')) {
            return Err(ErrorCode::SERVER_ERROR.into());
        }
        Ok(Self { country_code: country_code.to_owned(), number: number.to_owned() })
    }
}

/// A user as the pool keeps it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) username: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: bool,
    pub(crate) phone: Option<PhoneKey>,
    pub(crate) password: Option<PasswordHash>,
    pub(crate) register_source: Cow<'static, str>,
    pub(crate) created_at: SystemTime,
    pub(crate) updated_at: SystemTime,
    pub(crate) last_login: Option<SystemTime>,
    pub(crate) logins_count: u64,
    pub(crate) flags: UserFlags,
    pub(crate) failures: u32,
    pub(crate) held_until: Option<SystemTime>,
    pub(crate) sessions: Vec<TokenDigest>,
    pub(crate) profile: Profile,
    pub(crate) custom_data: BTreeMap<String, Value>,
    pub(crate) grants: Grants,
    pub(crate) identities: Vec<ExternalIdentity>,
    pub(crate) authenticator: Option<Authenticator>,
    /// The second factors of this user, in place of the application's.
    #[serde(serialize_with = "crate::users::factors::write")]
    pub(crate) mfa_policies: Option<Vec<MfaPolicy>>,
}

/// What a sign-up brings.
#[derive(Clone, Debug)]
pub(crate) struct NewAccount {
    pub(crate) username: Option<String>,
    pub(crate) email: Option<Email>,
    pub(crate) phone: Option<PhoneKey>,
    pub(crate) password: Option<Password>,
    pub(crate) register_source: &'static str,
}

impl NewAccount {
    pub(crate) fn by_email(email: Email, password: Password) -> Self {
        Self {
            username: None,
            email: Some(email),
            phone: None,
            password: Some(password),
            register_source: "basic:email",
        }
    }

    pub(crate) fn by_email_code(email: Email) -> Self {
        Self {
            username: None,
            email: Some(email),
            phone: None,
            password: None,
            register_source: "basic:email",
        }
    }

    pub(crate) fn by_username(username: String, password: Password) -> Self {
        Self {
            username: Some(username),
            email: None,
            phone: None,
            password: Some(password),
            register_source: "basic:username-password",
        }
    }

    /// A user of a provider or directory; the source's name is an assumption.
    pub(crate) fn by_identity(username: Option<String>, register_source: &'static str) -> Self {
        Self { username, email: None, phone: None, password: None, register_source }
    }

    /// `basic:phone-code` is an assumption (protocol.md 4.1).
    pub(crate) fn by_phone(phone: PhoneKey, password: Option<Password>) -> Self {
        Self {
            username: None,
            email: None,
            phone: Some(phone),
            password,
            register_source: "basic:phone-code",
        }
    }
}

impl Pool {
    /// Refuses a sign-up that the pool's rules do not let pass: 2031, 2029, 2026, 2100.
    ///
    /// The sign-up is counted last, so that a refused one does not use up the limit.
    pub(crate) fn check_sign_up(&mut self, new: &NewAccount, call: &Call) -> Result<(), Failure> {
        if self.settings.register_disabled {
            return Err(ErrorCode::REGISTRATION_DISABLED.into());
        }
        if let Some(password) = &new.password {
            check_strength(password, self.settings.password_strength)?;
        }
        let is_taken =
            new.username.as_ref().is_some_and(|name| self.by_username.contains_key(name))
                || new
                    .email
                    .as_ref()
                    .is_some_and(|email| self.by_email.contains_key(&email.to_canonical()))
                || new.phone.as_ref().is_some_and(|phone| self.by_phone.contains_key(phone));
        if is_taken || self.is_reserved_as_taken(new) {
            return Err(ErrorCode::USER_EXISTS.into());
        }
        self.count_sign_up(call)
    }

    /// Creates an account that has passed [`check_sign_up`](Self::check_sign_up).
    pub(crate) fn create(&mut self, new: NewAccount, call: &Call) -> Slot {
        let slot = self.accounts.len();
        let email = new.email.as_ref().map(Email::to_canonical);
        let password =
            new.password.as_ref().map(|password| PasswordHash::new(password, self.random.salt()));
        self.by_username.extend(new.username.clone().map(|name| (name, slot)));
        self.by_email.extend(email.clone().map(|email| (email, slot)));
        self.by_phone.extend(new.phone.clone().map(|phone| (phone, slot)));
        self.accounts.push(Some(Account {
            id: self.random.hex(12),
            username: new.username,
            email,
            email_verified: false,
            phone: new.phone,
            password,
            register_source: Cow::Borrowed(new.register_source),
            created_at: call.now,
            updated_at: call.now,
            last_login: None,
            logins_count: 0,
            flags: self.settings.new_user_flags,
            failures: 0,
            held_until: None,
            sessions: Vec::new(),
            profile: Profile::default(),
            custom_data: BTreeMap::new(),
            grants: Grants::default(),
            identities: Vec::new(),
            authenticator: None,
            mfa_policies: None,
        }));
        slot
    }

    /// The account of an identifier: exact user name, then e-mail address in any case, then phone
    /// with the default calling code (the order is an assumption, protocol.md 10).
    pub(crate) fn find(&self, identifier: &str) -> Option<Slot> {
        let phone = || PhoneKey {
            country_code: CountryCode::DEFAULT.to_owned(),
            number: identifier.to_owned(),
        };
        self.by_username
            .get(identifier)
            .or_else(|| self.by_email.get(&identifier.to_lowercase()))
            .or_else(|| self.by_phone.get(&phone()))
            .copied()
    }

    pub(crate) fn find_phone(&self, phone: &PhoneKey) -> Option<Slot> {
        self.by_phone.get(phone).copied()
    }

    pub(crate) fn account(&self, slot: Slot) -> &Account {
        self.accounts[slot].as_ref().expect("slots in use hold an account")
    }

    pub(crate) fn account_mut(&mut self, slot: Slot) -> &mut Account {
        self.accounts[slot].as_mut().expect("slots in use hold an account")
    }
}
