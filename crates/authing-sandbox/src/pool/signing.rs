//! The keys that a pool signs with, and those that it has signed with.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Pool;
use crate::Signing;
use crate::keys::{SigningKey, is_signed, jwk, key_id, sign};

/// Which RSA keys a pool uses, by their numbers.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct SigningKeys {
    /// The number of the key that signs: how often the pool has rotated.
    current: u64,
    /// Keys that sign no more, the oldest first, with the end of the last token they can have
    /// signed.
    retired: Vec<RetiredKey>,
}

/// A key that signs no more.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct RetiredKey {
    number: u64,
    until: SystemTime,
}

impl Pool {
    /// Signs claims into a token.
    pub(crate) fn sign(&self, claims: &impl Serialize, signing: Signing) -> String {
        sign(claims, self.signing_key(signing))
    }

    /// Signs with a new key from now on, and gives its `kid`. The old one stays published until the
    /// last token that it can have signed has expired.
    pub(crate) fn rotate_keys(&mut self, now: SystemTime) -> String {
        let lifetime = self.settings.id_token_lifetime.max(self.settings.access_token_lifetime);
        let keys = &mut self.signing_keys;
        keys.retired.retain(|key| key.until > now);
        keys.retired.push(RetiredKey { number: keys.current, until: now + lifetime });
        keys.current = keys.current.wrapping_add(1);
        key_id(keys.current)
    }

    /// The `kid`s of the published keys; the one that signs comes first.
    pub(crate) fn key_ids(&self, now: SystemTime) -> Vec<String> {
        self.published(now).map(key_id).collect()
    }

    /// The published keys, as a JSON Web Key Set; the one that signs comes first.
    pub(crate) fn jwks(&self, now: SystemTime) -> Value {
        json!({"keys": self.published(now).map(jwk).collect::<Vec<_>>()})
    }

    /// Whether the pool signed this token, which may have expired since.
    pub(crate) fn has_signed(&self, token: &str, now: SystemTime) -> bool {
        is_signed(token, self.signing_key(Signing::Hs256))
            || self.published(now).any(|number| is_signed(token, SigningKey::Rsa(number)))
    }

    fn published(&self, now: SystemTime) -> impl Iterator<Item = u64> {
        let keys = &self.signing_keys;
        let retired = keys.retired.iter().rev().filter(move |key| key.until > now);
        std::iter::once(keys.current).chain(retired.map(|key| key.number))
    }

    fn signing_key(&self, signing: Signing) -> SigningKey<'_> {
        match signing {
            Signing::Hs256 => SigningKey::Secret(&self.app_secret),
            Signing::Rs256 => SigningKey::Rsa(self.signing_keys.current),
        }
    }
}
