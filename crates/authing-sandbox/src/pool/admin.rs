//! What an administrator does with users.

use serde_json::{Map, Value};

use authing_types::{CustomDataType, CustomDataUpdate, ProfileField, Timestamp};

use super::password::PasswordHash;
use super::{Call, FieldDefinition, NewAccount, PhoneKey, Pool, Slot};
use crate::users::{NewUser, NewUserError, SandboxUser, UserChange};

impl Pool {
    pub(crate) fn create_user(&mut self, new: NewUser, call: &Call) -> Result<Slot, NewUserError> {
        let phone = match &new.phone {
            Some(number) => {
                Some(PhoneKey::new(new.phone_country_code.as_ref(), number).map_err(|_| {
                    unusable("phone", "a Chinese number has 11 digits and begins with 1")
                })?)
            }
            None => None,
        };
        if let Some(username) = &new.username {
            super::profile::check_username(username)
                .map_err(|_| unusable("username", "1 to 64 characters, and no @"))?;
        }
        if new.profile.get(ProfileField::Username).is_some() {
            return Err(unusable("profile", "the user name stands beside it, as username"));
        }
        let account = NewAccount {
            username: new.username,
            email: new.email,
            phone,
            password: new.password,
            // The name of an administrator's creation is an assumption (protocol.md 4.1).
            register_source: "import:manual",
        };
        let is_nameless =
            account.username.is_none() && account.email.is_none() && account.phone.is_none();
        match self.taken(&account) {
            Some(field) => return Err(NewUserError::Taken(field)),
            None if is_nameless => return Err(NewUserError::Nameless),
            None => {}
        }
        self.check_custom_data(&new.custom_data)?;
        let slot = self.create(account, call);
        let mut update = CustomDataUpdate::new();
        for (key, value) in new.custom_data {
            update = update.set(key, value);
        }
        // Both were checked above.
        let kept = self.set_custom_data(slot, &update);
        debug_assert!(kept.is_ok(), "{kept:?}");
        let kept = self.update_profile(slot, &new.profile, call);
        debug_assert!(kept.is_ok(), "{kept:?}");
        for role in new.roles {
            self.add_role(slot, role, call.now);
        }
        self.change_user(slot, new.state, call);
        Ok(slot)
    }

    /// The accounts that there are, in the order in which they were made.
    pub(crate) fn slots(&self) -> impl Iterator<Item = Slot> {
        self.accounts
            .iter()
            .enumerate()
            .filter(|(_, account)| account.is_some())
            .map(|(slot, _)| slot)
    }

    /// Which of its names another account has.
    fn taken(&self, new: &NewAccount) -> Option<&'static str> {
        let username = new.username.as_ref().and_then(|name| self.by_username.get(name));
        let email = new.email.as_ref().and_then(|email| self.find_email(email));
        let phone = new.phone.as_ref().and_then(|phone| self.find_phone(phone));
        username.map(|_| "username").or(email.map(|_| "email")).or(phone.map(|_| "phone"))
    }

    /// Checks values against their fields, and defines the fields that there are not yet.
    fn check_custom_data(&mut self, data: &Map<String, Value>) -> Result<(), NewUserError> {
        let mut missing = Vec::new();
        for (key, value) in data {
            let known = match self.custom_fields.iter().find(|known| known.key == *key) {
                Some(known) => known.clone(),
                None => {
                    let data_type = match value {
                        Value::Bool(_) => CustomDataType::Boolean,
                        Value::Number(_) => CustomDataType::Number,
                        Value::Array(_) => CustomDataType::Select,
                        Value::Object(_) => CustomDataType::Object,
                        Value::Null | Value::String(_) => CustomDataType::String,
                    };
                    let new = FieldDefinition { key: key.clone(), data_type, label: None };
                    missing.push(new.clone());
                    new
                }
            };
            if !known.takes(value) {
                let kind = known.data_type.as_str();
                let reason = format!("the field {key} takes a value of type {kind}");
                return Err(unusable("customData", reason));
            }
        }
        missing.into_iter().for_each(|field| self.define_field(field));
        Ok(())
    }

    pub(crate) fn change_user(&mut self, slot: Slot, change: UserChange, call: &Call) {
        if let Some(password) = &change.password {
            let hash = PasswordHash::new(password, self.random.salt());
            self.account_mut(slot).password = Some(hash);
        }
        let account = self.account_mut(slot);
        let flags = &mut account.flags;
        for (flag, change) in [
            (&mut flags.blocked, change.blocked),
            (&mut flags.first_login_reset, change.first_login_reset),
            (&mut flags.forced_password_reset, change.forced_password_reset),
            (&mut flags.unsafe_password, change.unsafe_password),
            (&mut flags.personal_mfa, change.personal_mfa),
            (&mut account.email_verified, change.email_verified),
        ] {
            *flag = change.unwrap_or(*flag);
        }
        flags.held = change.held.unwrap_or(flags.held);
        if let Some(factors) = change.mfa_policies {
            account.mfa_policies = factors;
        }
        if change.unlock {
            account.failures = 0;
            account.held_until = None;
        }
        account.updated_at = call.now;
    }

    pub(crate) fn show(&self, slot: Slot, call: &Call) -> SandboxUser {
        let account = self.account(slot);
        let flags = account.flags;
        let phone = account.phone.as_ref();
        let is_locked = account.held_until.is_some_and(|until| call.now < until);
        let locked_by = self.settings.failure_limit.filter(|_| is_locked);
        SandboxUser {
            id: account.id.clone(),
            username: account.username.clone(),
            email: account.email.clone(),
            email_verified: account.email_verified,
            phone: phone.map(|phone| phone.number.clone()),
            phone_country_code: phone.map(|phone| phone.country_code.clone()),
            has_password: account.password.is_some(),
            blocked: flags.blocked,
            first_login_reset: flags.first_login_reset,
            forced_password_reset: flags.forced_password_reset,
            unsafe_password: flags.unsafe_password,
            personal_mfa: flags.personal_mfa,
            has_authenticator: account.authenticator.is_some(),
            mfa_policies: account.mfa_policies.clone(),
            held: flags.held.or(locked_by.map(|limit| limit.action)),
            custom_data: account.custom_data.clone().into_iter().collect(),
            roles: account.grants.roles.iter().map(|role| role.code.clone()).collect(),
            logins_count: account.logins_count,
            last_login: account.last_login.map(Timestamp::from),
            sessions: account.sessions.len(),
            created_at: Timestamp::from(account.created_at),
        }
    }
}

fn unusable(field: &'static str, reason: impl Into<String>) -> NewUserError {
    NewUserError::Unusable { field, reason: reason.into() }
}
