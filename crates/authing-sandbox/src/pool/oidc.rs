//! Codes, access tokens and refresh tokens (protocol.md 8.3-8.5).

mod claims;
mod families;
mod sweep;

use std::collections::{BTreeSet, HashMap};
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::claims::unix_seconds;
use super::sessions::Session;
use super::{Account, Pool, Slot};
use crate::Signing;
use crate::keys::TokenDigest;

/// The scopes that can be granted (protocol.md 8.5).
pub(crate) const SCOPES: &[&str] = &[
    "openid",
    "profile",
    "username",
    "email",
    "phone",
    "address",
    "offline_access",
    "roles",
    "external_id",
    "tenant_id",
    "extended_fields",
];

/// What was granted to the application for a user.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Grant {
    pub(crate) slot: Slot,
    #[serde(deserialize_with = "known_scopes")]
    pub(crate) scope: Vec<&'static str>,
    pub(crate) nonce: Option<String>,
    /// When the user signed in, in seconds, where the application asked to be told.
    pub(crate) auth_time: Option<u64>,
    /// Which tokens die together: all that go back to the same sign-in.
    pub(crate) family: u64,
}

/// A code that was given to a browser, and what it is bound to.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Code {
    pub(crate) grant: Grant,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<String>,
    pub(crate) expires_at: SystemTime,
    pub(crate) is_used: bool,
}

/// A refresh token. One that is used stays known, so that its reuse is noticed.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Refresh {
    grant: Grant,
    used_at: Option<SystemTime>,
}

/// What the OIDC endpoints remember.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Grants {
    /// The account that signs in wherever a browser is sent to the sign-in page.
    consenting: Option<Slot>,
    codes: HashMap<TokenDigest, Code>,
    access: HashMap<TokenDigest, (Grant, SystemTime)>,
    refresh: HashMap<TokenDigest, Refresh>,
    /// The family of each id token.
    id_tokens: HashMap<TokenDigest, u64>,
    families: u64,
    revoked_families: BTreeSet<u64>,
}

impl Pool {
    /// Lets an account consent to whatever it is asked, or nobody.
    pub(crate) fn set_consenting(&mut self, slot: Option<Slot>) {
        self.oidc_grants.consenting = slot;
    }

    /// The account that consents, unless it is deleted or blocked since.
    pub(crate) fn consenting(&self) -> Option<Slot> {
        self.oidc_grants.consenting.filter(|slot| self.may_sign_in(*slot))
    }

    /// Gives out a code.
    pub(crate) fn issue_code(&mut self, code: Code, now: SystemTime) -> String {
        self.sweep_if_due(self.oidc_grants.codes.len(), now);
        let text = self.random.hex(20);
        self.oidc_grants.codes.insert(TokenDigest::of(&text), code);
        text
    }

    /// Takes a code, which is then used up, whatever comes of it (an assumption). A code that comes
    /// twice was stolen: what the first use was given is revoked (RFC 6749, 4.1.2).
    pub(crate) fn take_code(&mut self, text: &str, now: SystemTime) -> Option<Code> {
        let code = self.oidc_grants.codes.get_mut(&TokenDigest::of(text))?;
        let was_used = std::mem::replace(&mut code.is_used, true);
        let code = code.clone();
        if was_used {
            self.revoke_family(code.grant.family, code.grant.slot);
            return None;
        }
        (code.expires_at > now && self.may_sign_in(code.grant.slot)).then_some(code)
    }

    /// Takes a refresh token, which is then used up. It expires with its account only (an
    /// assumption). One that comes twice was stolen: its family is revoked (RFC 9700, 4.14.2).
    pub(crate) fn take_refresh_token(&mut self, token: &str, now: SystemTime) -> Option<Grant> {
        let refresh = self.oidc_grants.refresh.get_mut(&TokenDigest::of(token))?;
        let was_used = refresh.used_at.is_some();
        refresh.used_at.get_or_insert(now);
        let grant = refresh.grant.clone();
        if was_used {
            self.revoke_family(grant.family, grant.slot);
        }
        self.is_alive(&grant).then_some(grant).filter(|grant| self.may_sign_in(grant.slot))
    }

    /// What an access token allows.
    pub(crate) fn access(&self, token: &str, now: SystemTime) -> Option<&Grant> {
        let (grant, expires_at) = self.oidc_grants.access.get(&TokenDigest::of(token))?;
        (*expires_at > now && self.is_alive(grant)).then_some(grant)
    }

    /// What a refresh token is good for, without using it.
    pub(crate) fn refresh(&self, token: &str) -> Option<&Grant> {
        let refresh = self.oidc_grants.refresh.get(&TokenDigest::of(token))?;
        (refresh.used_at.is_none() && self.is_alive(&refresh.grant)).then_some(&refresh.grant)
    }

    /// Makes the tokens of a grant: the reply of protocol.md 8.4.
    pub(crate) fn issue_tokens(&mut self, grant: Grant, issuer: &str, now: SystemTime) -> Value {
        let Some(account) = self.live(grant.slot) else {
            return Value::Null;
        };
        let subject = account.id.clone();
        let mut claims = self.user_claims(&grant);
        let (access_expires, id_expires) =
            (now + self.settings.access_token_lifetime, now + self.settings.id_token_lifetime);
        let scope = grant.scope.join(" ");
        let access_id = self.random.hex(16);
        let access_claims = json!({
            "jti": access_id, "sub": subject, "iss": issuer, "aud": self.app_id,
            "iat": unix_seconds(now), "exp": unix_seconds(access_expires), "scope": scope,
        });
        let access_token = self.sign(&access_claims, Signing::Rs256);
        claims.extend([
            ("iss".to_owned(), json!(issuer)),
            ("aud".to_owned(), json!(self.app_id)),
            ("iat".to_owned(), json!(unix_seconds(now))),
            ("exp".to_owned(), json!(unix_seconds(id_expires))),
            ("at_hash".to_owned(), json!(half_hash(&access_token))),
            // As for other id tokens: it keeps two tokens of one moment apart.
            ("jti".to_owned(), json!(self.random.hex(8))),
        ]);
        claims.extend(grant.nonce.as_ref().map(|nonce| ("nonce".to_owned(), json!(nonce))));
        claims.extend(grant.auth_time.map(|time| ("auth_time".to_owned(), json!(time))));
        let id_token = self.sign(&claims, self.settings.oidc_signing);

        for kept in
            [self.sessions.len(), self.oidc_grants.access.len(), self.oidc_grants.refresh.len()]
        {
            self.sweep_if_due(kept, now);
        }
        let digest = TokenDigest::of(&id_token);
        self.sessions.insert(digest, Session { slot: grant.slot, expires_at: id_expires });
        self.account_mut(grant.slot).sessions.push(digest);
        self.oidc_grants.id_tokens.insert(digest, grant.family);
        self.oidc_grants
            .access
            .insert(TokenDigest::of(&access_token), (grant.clone(), access_expires));
        let mut reply = json!({
            "access_token": access_token,
            "expires_in": self.settings.access_token_lifetime.as_secs(),
            "id_token": id_token,
            "scope": scope,
            "token_type": "Bearer",
        });
        if grant.scope.contains(&"offline_access") {
            let refresh_token = self.random.hex(32);
            let refresh = Refresh { grant, used_at: None };
            self.oidc_grants.refresh.insert(TokenDigest::of(&refresh_token), refresh);
            reply["refresh_token"] = json!(refresh_token);
        }
        reply
    }

    fn live(&self, slot: Slot) -> Option<&Account> {
        self.accounts.get(slot)?.as_ref()
    }

    fn may_sign_in(&self, slot: Slot) -> bool {
        self.live(slot).is_some_and(|account| !account.flags.blocked)
    }
}

/// Reads scopes back, which are kept as the names of [`SCOPES`].
fn known_scopes<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<&'static str>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let known = |name: &String| SCOPES.iter().copied().find(|scope| scope == name);
    let unknown = || serde::de::Error::custom("names a scope that is not known");
    names.iter().map(|name| known(name).ok_or_else(unknown)).collect()
}

/// The left half of a token's SHA-256 (OpenID Connect Core 1.0, 3.1.3.6).
fn half_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, token.as_bytes()).as_ref()[..16])
}
