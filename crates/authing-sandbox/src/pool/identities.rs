//! Identities at providers and in directories.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use authing_types::{ErrorCode, ProfileField};

use super::{Call, NewAccount, Pool, Slot};
use crate::answer::{Failure, Outcome};
use crate::fixtures::{SocialOutcome, SocialUser};

/// Provider and id there: what an identity is found by.
pub(crate) type IdentityKey = (String, String);

/// An identity as a reply shows it (protocol.md 4.2).
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ExternalIdentity {
    pub(crate) provider: String,
    pub(crate) user_id_in_idp: String,
    pub(crate) openid: Option<String>,
    pub(crate) is_social: bool,
    pub(crate) user_info_in_idp: Value,
}

impl ExternalIdentity {
    pub(crate) fn key(&self) -> IdentityKey {
        (self.provider.clone(), self.user_id_in_idp.clone())
    }

    pub(crate) fn nickname(&self) -> Option<&str> {
        self.user_info_in_idp["nickname"].as_str()
    }

    fn of(user: &SocialUser) -> Self {
        // The path and the identity name providers apart (protocol.md 4.2, B3).
        let provider = match user.provider.as_str() {
            "wechatMobile" => "wechat:mobile",
            other => other,
        };
        Self {
            provider: provider.to_owned(),
            user_id_in_idp: user.user_id_in_idp.clone(),
            openid: user.openid.clone(),
            is_social: true,
            user_info_in_idp: json!({ "nickname": user.nickname }),
        }
    }
}

impl Pool {
    /// Signs the user of a provider's code in (protocol.md B3). An unknown code is 602
    /// (an assumption, Q30); the id of the connection is not looked at.
    pub(crate) fn social_sign_in(&mut self, provider: &str, code: &str, call: &Call) -> Outcome {
        let mut users = self.settings.social_users.iter();
        let user = users.find(|user| user.provider == provider && user.code == code);
        let user = user.cloned().ok_or(ErrorCode::ENDPOINT_RESPONSE)?;
        if user.outcome == SocialOutcome::Unreachable {
            return Err(ErrorCode::ENDPOINT_REQUEST.into());
        }
        let identity = ExternalIdentity::of(&user);
        if let Some(slot) = self.by_identity.get(&identity.key()).copied() {
            return self.sign_in(slot, call);
        }
        match user.outcome {
            SocialOutcome::BindExistingOnly => {
                return Err(self.binding(ErrorCode::BIND_EXISTING_ONLY, None));
            }
            SocialOutcome::BindOrCreate => {
                return Err(self.binding(ErrorCode::BIND_OR_CREATE, None));
            }
            SocialOutcome::SelectAccount => {
                return Err(self.binding(ErrorCode::SELECT_ACCOUNT, user.nickname.as_deref()));
            }
            _ => {}
        }
        let slot = self.import(identity, None, "social", call)?;
        self.sign_in(slot, call)
    }

    /// Signs a directory's user in (protocol.md A6): the first sign-in imports the user, under
    /// the same user name, which must be free (an assumption).
    pub(crate) fn directory_sign_in(
        &mut self,
        directory: &'static str,
        username: &str,
        password: &str,
        call: &Call,
    ) -> Outcome {
        if self.settings.directory_url_is_unusable {
            return Err(ErrorCode::INVALID_LDAP_URL.into());
        }
        let is_user = self
            .settings
            .directory
            .iter()
            .any(|user| user.username == username && user.password.expose_secret() == password);
        if !is_user {
            return Err(ErrorCode::WRONG_ACCOUNT_OR_PASSWORD.into());
        }
        let identity = ExternalIdentity {
            provider: directory.to_owned(),
            user_id_in_idp: username.to_owned(),
            openid: None,
            is_social: false,
            user_info_in_idp: Value::Null,
        };
        let slot = match self.by_identity.get(&identity.key()) {
            Some(slot) => *slot,
            None => self.import(identity, Some(username.to_owned()), directory, call)?,
        };
        self.sign_in(slot, call)
    }

    /// Moves the identities of one account to another and deletes the first (protocol.md A24).
    pub(crate) fn link(&mut self, primary: Slot, secondary: Slot) -> Result<(), Failure> {
        // Both are assumptions (protocol.md Q20).
        if primary == secondary {
            return Err(ErrorCode::LINK_TOKEN_INVALID.into());
        }
        if !self.account(secondary).identities.iter().any(|identity| identity.is_social) {
            return Err(ErrorCode::SOCIAL_ACCOUNT_TAKEN.into());
        }
        let moved = std::mem::take(&mut self.account_mut(secondary).identities);
        self.delete(secondary);
        for identity in moved {
            self.attach(primary, identity);
        }
        Ok(())
    }

    /// Takes a provider's identities away (protocol.md A25): 2216 when there is none, 2217 when
    /// no other way to sign in would be left (assumptions, Q19).
    pub(crate) fn unlink(&mut self, slot: Slot, provider: &str) -> Result<(), Failure> {
        let account = self.account(slot);
        let (gone, kept): (Vec<_>, Vec<_>) =
            account.identities.iter().cloned().partition(|identity| identity.provider == provider);
        if gone.is_empty() {
            return Err(ErrorCode::PROVIDER_NOT_LINKED.into());
        }
        if self.login_methods(slot) == gone.len() {
            return Err(ErrorCode::LAST_LOGIN_METHOD_OLD.into());
        }
        for identity in gone {
            self.by_identity.remove(&identity.key());
        }
        self.account_mut(slot).identities = kept;
        Ok(())
    }

    /// Binds an identity to an account, as the first sign-in of that user would have.
    pub(crate) fn give_identity(&mut self, slot: Slot, user: &SocialUser) {
        let mut identity = ExternalIdentity::of(user);
        if is_directory(&identity.provider) {
            identity.is_social = false;
            identity.user_info_in_idp = Value::Null;
        }
        self.attach(slot, identity);
    }

    fn import(
        &mut self,
        identity: ExternalIdentity,
        username: Option<String>,
        source: &'static str,
        call: &Call,
    ) -> Result<Slot, Failure> {
        let new = NewAccount::by_identity(username, source);
        self.check_sign_up(&new, call)?;
        let slot = self.create(new, call);
        self.attach(slot, identity);
        Ok(slot)
    }

    fn attach(&mut self, slot: Slot, identity: ExternalIdentity) {
        self.by_identity.insert(identity.key(), slot);
        let account = self.account_mut(slot);
        if let Some(nickname) = identity.nickname() {
            account.profile.suggest(ProfileField::Nickname, nickname);
        }
        account.identities.push(identity);
    }

    /// The data of 1640, 1641 and 2921 (protocol.md 4.8).
    fn binding(&mut self, code: ErrorCode, candidate: Option<&str>) -> Failure {
        let candidate = candidate.and_then(|name| self.find(name));
        let accounts: Vec<_> = candidate
            .map(|slot| self.account(slot))
            .map(|account| json!({ "id": account.id, "username": account.username }))
            .into_iter()
            .collect();
        let methods: &[&str] = match code {
            ErrorCode::BIND_OR_CREATE => {
                &["create-federation-account", "bind-identity-by-password"]
            }
            ErrorCode::SELECT_ACCOUNT => &["bind-identity-by-selection"],
            _ => &["bind-identity-by-password", "bind-identity-by-phone-code"],
        };
        let data = json!({
            "key": self.random.hex(16), "methods": methods, "accounts": accounts,
        });
        Failure::with_data(code, data)
    }
}

/// Whether a provider is one of the two directories.
fn is_directory(provider: &str) -> bool {
    provider == "ldap" || provider == "ad"
}
