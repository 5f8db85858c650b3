use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize, Serializer};

use authing_types::{ErrorCode, ProfileField, ProfileUpdate};

use super::{Account, Call, Pool, Slot};
use crate::answer::Failure;

/// The profile of an account, but for the user name, which is an identifier.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(try_from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
pub(crate) struct Profile(BTreeMap<ProfileField, String>);

/// The default picture (protocol.md 4.1).
const PHOTO: &str = "https://files.authing.co/authing-console/default-user-avatar.png";

impl Profile {
    /// What a key holds, with the defaults of protocol.md 4.1.
    pub(crate) fn get(&self, field: ProfileField) -> Option<&str> {
        let default = match field {
            ProfileField::Photo => Some(PHOTO),
            ProfileField::Gender => Some("U"),
            _ => None,
        };
        self.0.get(&field).map(String::as_str).or(default)
    }

    /// Sets a key that holds nothing yet.
    pub(crate) fn suggest(&mut self, field: ProfileField, value: &str) {
        self.0.entry(field).or_insert_with(|| value.to_owned());
    }
}

/// A profile as a reply shows it: all keys but the user name, in the order of the alphabet.
#[derive(Debug)]
pub(crate) struct ProfileView<'a>(pub(crate) &'a Profile);

impl Serialize for ProfileView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        static SHOWN: LazyLock<Vec<ProfileField>> = LazyLock::new(|| {
            let others = ProfileField::ALL.iter().copied();
            let mut others: Vec<_> =
                others.filter(|field| *field != ProfileField::Username).collect();
            others.sort_by_key(|field| field.as_str());
            others
        });
        serializer.collect_map(SHOWN.iter().map(|field| (field.as_str(), self.0.get(*field))))
    }
}

impl From<Profile> for BTreeMap<String, String> {
    fn from(profile: Profile) -> Self {
        profile.0.into_iter().map(|(field, value)| (field.as_str().to_owned(), value)).collect()
    }
}

impl TryFrom<BTreeMap<String, String>> for Profile {
    type Error = authing_types::InvalidValue;

    fn try_from(values: BTreeMap<String, String>) -> Result<Self, Self::Error> {
        let parsed = values.into_iter().map(|(key, value)| Ok((key.parse()?, value)));
        parsed.collect::<Result<_, _>>().map(Self)
    }
}

impl Account {
    /// Whether a field that the pool requires is missing or empty (1642).
    pub(super) fn lacks(&self, field: &str) -> bool {
        let value = match field {
            "username" => self.username.as_deref(),
            "email" => self.email.as_deref(),
            "phone" => self.phone.as_ref().map(|phone| phone.number.as_str()),
            _ => field.parse().ok().and_then(|field| self.profile.get(field)),
        };
        value.is_none_or(str::is_empty)
    }
}

impl Pool {
    /// Changes a profile (protocol.md 10, A16). A user name must be well-formed and free: 2026, or
    /// 2034 by a setting (Q32).
    pub(crate) fn update_profile(
        &mut self,
        slot: Slot,
        update: &ProfileUpdate,
        call: &Call,
    ) -> Result<(), Failure> {
        if let Some(username) = update.get(ProfileField::Username) {
            check_username(username)?;
            if self.by_username.get(username).is_some_and(|owner| *owner != slot) {
                let taken = self.settings.username_taken_is_2034;
                let code = if taken { ErrorCode::USERNAME_TAKEN } else { ErrorCode::USER_EXISTS };
                return Err(code.into());
            }
            let old = self.account_mut(slot).username.replace(username.to_owned());
            if let Some(old) = old {
                self.by_username.remove(&old);
            }
            self.by_username.insert(username.to_owned(), slot);
        }
        let account = self.account_mut(slot);
        let others = update.iter().filter(|(field, _)| *field != ProfileField::Username);
        account.profile.0.extend(others.map(|(field, value)| (field, value.to_owned())));
        account.updated_at = call.now;
        Ok(())
    }
}

/// 1 to 64 characters and no '@': an assumption (protocol.md 7).
pub(super) fn check_username(username: &str) -> Result<(), Failure> {
    let is_malformed = authing_types::Username::parse(username).is_err()
        || username.chars().count() > 64
        || username.contains('@');
    if is_malformed {
        return Err(Failure::with_detail(ErrorCode::BAD_REQUEST, "username is malformed"));
    }
    Ok(())
}
