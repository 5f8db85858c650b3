//! What an operation gave, in the form in which it is shown: the service's own field names, in the
//! service's own order, secrets only where they were asked for.

mod lists;
mod mfa;

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use authing::types::{BindingChallenge, BindingKey, FirstLoginChallenge, MfaChallenge};
use authing::{ApplicationConfig, ErrorCode, FirstLoginReset, IdTokenReply, SignIn, User};

/// How a command ended well.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The operation is done.
    Data {
        /// What it gave, where it gave something.
        data: Option<Fields>,
        /// What to tell a person where it gave nothing.
        done: &'static str,
    },
    /// The operation is done, and gave a list.
    List {
        /// All of it, as JSON.
        data: Box<RawValue>,
        /// Its items, as people read them.
        items: Vec<Fields>,
    },
    /// The sign-in needs a further step.
    Next(Next),
}

/// A further step of a sign-in.
#[derive(Debug)]
pub(crate) struct Next {
    code: ErrorCode,
    details: Fields,
}

impl Next {
    /// All of it, as it is printed.
    pub(crate) fn to_fields(&self) -> Fields {
        let info = self.code.info();
        let mut fields = Fields::from([
            ("code", json!(self.code)),
            ("name", json!(info.map(|info| info.name))),
            ("message", json!(info.map(|info| info.meaning))),
            ("hint", json!(self.hint())),
        ]);
        fields.0.extend(self.details.0.iter().cloned());
        fields
    }

    /// What to do.
    pub(crate) fn hint(&self) -> &'static str {
        self.code.info().map_or("ask an administrator", |info| info.next_step)
    }
}

/// What an operation gives, and how to show it.
pub(crate) trait Shown {
    /// Whether it can change the stored session.
    const SIGNS_IN: bool = false;

    /// Shows it; `done` says so where there is nothing else to show.
    fn show(self, secrets: bool, done: &'static str) -> Answer;
}

impl Shown for () {
    fn show(self, _secrets: bool, done: &'static str) -> Answer {
        Answer::Data { data: None, done }
    }
}

impl Shown for User {
    fn show(self, secrets: bool, done: &'static str) -> Answer {
        let mut fields = Fields::of(&self);
        if secrets && let Some(token) = &self.token {
            fields.0.push(("token".to_owned(), json!(token.expose_secret())));
        }
        Answer::Data { data: Some(fields), done }
    }
}

impl Shown for Option<User> {
    fn show(self, secrets: bool, done: &'static str) -> Answer {
        match self {
            Some(user) => user.show(secrets, done),
            None => Answer::Data { data: None, done },
        }
    }
}

impl Shown for IdTokenReply {
    fn show(self, secrets: bool, done: &'static str) -> Answer {
        let mut fields = self.user.as_deref().map(Fields::of).unwrap_or_default();
        let times = [("iat", self.iat), ("exp", self.exp)];
        let times = times.into_iter().filter_map(|(key, time)| Some((key, json!(time?))));
        fields.0.extend(times.map(|(key, time)| (key.to_owned(), time)));
        fields.secret(secrets, "token", || json!(self.token.expose_secret()));
        Answer::Data { data: Some(fields), done }
    }
}

impl Shown for FirstLoginReset {
    const SIGNS_IN: bool = true;

    fn show(self, secrets: bool, done: &'static str) -> Answer {
        match self {
            Self::SignedIn(user) => user.show(secrets, done),
            _ => Answer::Data { data: None, done },
        }
    }
}

impl Shown for ApplicationConfig {
    fn show(self, _secrets: bool, done: &'static str) -> Answer {
        Answer::Data { data: Some(Fields::of(&self)), done }
    }
}

impl Shown for SignIn {
    const SIGNS_IN: bool = true;

    fn show(self, secrets: bool, done: &'static str) -> Answer {
        let code = self.code();
        let details = match self {
            Self::Complete(user) => return user.show(secrets, done),
            Self::MfaRequired(challenge) => second_factor(&challenge, secrets),
            Self::FirstLoginPasswordReset(challenge) => first_login(&challenge, secrets),
            Self::BindingRequired(challenge) => binding(&challenge, secrets),
            _ => Fields::default(),
        };
        Answer::Next(Next { code, details })
    }
}

fn second_factor(challenge: &MfaChallenge, secrets: bool) -> Fields {
    let factors: Vec<Value> = challenge
        .factors()
        .iter()
        .map(|factor| {
            let policy = factor.mfa_policy.as_str();
            json!({"mfaPolicy": policy, "status": factor.status, "sort": factor.sort})
        })
        .collect();
    let mut fields = Fields::from([
        ("mfaPhone", json!(challenge.mfa_phone)),
        ("mfaPhoneCountryCode", json!(challenge.mfa_phone_country_code)),
        ("mfaEmail", json!(challenge.mfa_email)),
        ("totpMfaEnabled", json!(challenge.totp_mfa_enabled)),
        ("faceMfaEnabled", json!(challenge.face_mfa_enabled)),
        ("applicationMfa", json!(factors)),
    ]);
    fields.secret(secrets, "mfaToken", || json!(challenge.mfa_token.expose_secret()));
    fields
}

fn first_login(challenge: &FirstLoginChallenge, secrets: bool) -> Fields {
    let mut fields = Fields::from([("phone", json!(challenge.phone))]);
    fields.secret(secrets, "token", || json!(challenge.token.expose_secret()));
    fields
}

fn binding(challenge: &BindingChallenge, secrets: bool) -> Fields {
    let mut fields = Fields::from([
        ("methods", json!(challenge.methods)),
        ("accounts", json!(challenge.accounts)),
    ]);
    fields.secret(secrets, "key", || json!(challenge.key.as_ref().map(BindingKey::expose_secret)));
    fields
}

/// The entries of a JSON object in the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields(Vec<(String, Value)>);

impl Fields {
    /// The entries of a value that is written as an object.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        let text = serde_json::to_string(value).expect("answers have text keys");
        serde_json::from_str(&text).expect("answers are objects")
    }

    /// Adds a secret, where secrets are to be shown.
    pub(crate) fn secret(&mut self, wanted: bool, key: &str, value: impl FnOnce() -> Value) {
        if wanted {
            self.0.push((key.to_owned(), value()));
        }
    }

    /// The entries, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(String, Value)> {
        self.0.iter()
    }
}

impl<const N: usize> From<[(&str, Value); N]> for Fields {
    fn from(entries: [(&str, Value); N]) -> Self {
        Self(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Fields(entries))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}
