//! Users as whoever runs the sandbox sees them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use authing_types::{
    CountryCode, Email, MfaPolicy, Password, PhoneNumber, ProfileUpdate, Role, Timestamp,
};

use crate::settings::FailureAction;

/// A user to put into the pool, with everything that an administrator could have set.
///
/// The pool's rules for sign-ups (closed, limited, weak passwords) do not hold here; user names,
/// addresses and phones are unique all the same.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewUser {
    /// The user name. At least one of user name, address and phone must be there.
    pub username: Option<String>,
    /// The e-mail address.
    pub email: Option<Email>,
    /// The phone number, without its calling code.
    pub phone: Option<PhoneNumber>,
    /// The phone's calling code. Default: `+86`.
    pub phone_country_code: Option<CountryCode>,
    /// The password, in clear. Without one the user signs in by code.
    pub password: Option<Password>,
    /// The profile, by the keys of protocol.md A16, without the user name.
    pub profile: ProfileUpdate,
    /// Custom data. A field that is not yet defined is defined, with the type of its value.
    pub custom_data: Map<String, Value>,
    /// The user's roles.
    pub roles: Vec<Role>,
    /// What else is set, as it can also be changed later.
    pub state: UserChange,
}

impl NewUser {
    /// A user with this name and password.
    pub fn with_username(username: impl Into<String>, password: Password) -> Self {
        Self { username: Some(username.into()), password: Some(password), ..Self::default() }
    }

    /// A user with this address and password.
    pub fn with_email(email: Email, password: Password) -> Self {
        Self { email: Some(email), password: Some(password), ..Self::default() }
    }

    /// A user with this phone, who signs in by code.
    pub fn with_phone(phone: PhoneNumber) -> Self {
        Self { phone: Some(phone), ..Self::default() }
    }
}

/// What an administrator changes of a user. What is `None` stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserChange {
    /// Whether the account is blocked: 2005 at sign-in.
    pub blocked: Option<bool>,
    /// Whether the first sign-in must set a new password: 1639.
    pub first_login_reset: Option<bool>,
    /// Whether the password must be changed, giving the old one: 2058.
    pub forced_password_reset: Option<bool>,
    /// Whether the password counts as unsafe: 2071.
    pub unsafe_password: Option<bool>,
    /// Whether the user's own second factor is asked for: 1635.
    pub personal_mfa: Option<bool>,
    /// The second factors that the user's sign-ins ask for (1636), in place of the application's, of
    /// which one must be given; none for a user who is not asked. `Some(None)` takes them away.
    #[serde(deserialize_with = "factors::read")]
    pub mfa_policies: Option<Option<Vec<MfaPolicy>>>,
    /// Whether the e-mail address counts as proved.
    pub email_verified: Option<bool>,
    /// What sign-ins meet until it is taken away; `Some(None)` takes it away.
    #[serde(deserialize_with = "held::read")]
    pub held: Option<Option<FailureAction>>,
    /// `true` forgets wrong passwords and ends a lock that they brought.
    pub unlock: bool,
    /// Another password, in clear. The user's sessions stay.
    pub password: Option<Password>,
}

/// A user of the pool, as [`Sandbox::user`](crate::Sandbox::user) shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SandboxUser {
    /// The user's id.
    pub id: String,
    /// The user name.
    pub username: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the address is proved.
    pub email_verified: bool,
    /// The phone number, without its calling code.
    pub phone: Option<String>,
    /// The phone's calling code.
    pub phone_country_code: Option<String>,
    /// Whether there is a password.
    pub has_password: bool,
    /// Whether the account is blocked.
    pub blocked: bool,
    /// Whether the first sign-in must set a new password.
    pub first_login_reset: bool,
    /// Whether the password must be changed.
    pub forced_password_reset: bool,
    /// Whether the password counts as unsafe.
    pub unsafe_password: bool,
    /// Whether the user's own second factor is asked for.
    pub personal_mfa: bool,
    /// Whether an authenticator app is bound.
    pub has_authenticator: bool,
    /// The user's second factors, where they are not those of the application.
    #[serde(serialize_with = "factors::write")]
    pub mfa_policies: Option<Vec<MfaPolicy>>,
    /// What sign-ins meet, by an administrator or now after wrong passwords.
    #[serde(serialize_with = "held::write")]
    pub held: Option<FailureAction>,
    /// The custom data.
    pub custom_data: Map<String, Value>,
    /// The codes of the roles.
    pub roles: Vec<String>,
    /// How many sign-ins there were.
    pub logins_count: u64,
    /// When the last was.
    pub last_login: Option<Timestamp>,
    /// How many sessions have not been ended; they may have expired.
    pub sessions: usize,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// One page of the pool's users, in the order in which they were made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserPage {
    /// How many users there are on all pages.
    pub total_count: usize,
    /// The users of this page.
    pub users: Vec<SandboxUser>,
}

/// Why a user cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NewUserError {
    /// There is neither user name nor address nor phone.
    #[error("a user needs a username, an email or a phone")]
    Nameless,
    /// Another user has the value of this field.
    #[error("{0}: another user has it")]
    Taken(&'static str),
    /// The value of this field cannot be kept.
    #[error("{field}: {reason}")]
    Unusable {
        /// The field.
        field: &'static str,
        /// What is wrong.
        reason: String,
    },
}

/// The names of second factors.
pub(crate) mod factors;

/// The names of what holds an account.
mod held {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::settings::FailureAction;

    #[derive(Clone, Copy, Deserialize, Serialize)]
    #[serde(rename_all = "camelCase")]
    enum Name {
        Captcha,
        Lock,
        LockAfterFailures,
        SelfUnlock,
    }

    /// A key that is there counts, be it `null`.
    pub(super) fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<FailureAction>>, D::Error> {
        let name = Option::<Name>::deserialize(deserializer)?;
        Ok(Some(name.map(|name| match name {
            Name::Captcha => FailureAction::Captcha,
            Name::Lock => FailureAction::Lock,
            Name::LockAfterFailures => FailureAction::LockAfterFailures,
            Name::SelfUnlock => FailureAction::SelfUnlock,
        })))
    }

    #[expect(clippy::ref_option, reason = "serde asks for it")]
    pub(super) fn write<S: Serializer>(
        action: &Option<FailureAction>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let name = action.map(|action| match action {
            FailureAction::Captcha => Name::Captcha,
            FailureAction::Lock => Name::Lock,
            FailureAction::LockAfterFailures => Name::LockAfterFailures,
            FailureAction::SelfUnlock => Name::SelfUnlock,
        });
        name.serialize(serializer)
    }
}
