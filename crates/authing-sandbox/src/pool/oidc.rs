//! Codes, access tokens and refresh tokens (protocol.md 8.3-8.5).

use std::collections::HashMap;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use authing_types::{ProfileField as Field, Timestamp};

use super::sessions::Session;
use super::{Account, Pool, Slot};
use crate::Signing;
use crate::keys::{TokenDigest, sign};

/// Who issues the tokens.
pub(crate) const ISSUER: &str = "https://sample-app.authing.cn/oidc";

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
}

/// A code that was given to a browser, and what it is bound to.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Code {
    pub(crate) grant: Grant,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<String>,
    pub(crate) expires_at: SystemTime,
}

/// What the OIDC endpoints remember.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Grants {
    /// The account that signs in wherever a browser is sent to the sign-in page.
    consenting: Option<Slot>,
    codes: HashMap<TokenDigest, Code>,
    access: HashMap<TokenDigest, (Grant, SystemTime)>,
    refresh: HashMap<TokenDigest, Grant>,
}

impl Pool {
    /// Lets an account consent to whatever it is asked.
    pub(crate) fn set_consenting(&mut self, slot: Slot) {
        self.oidc_grants.consenting = Some(slot);
    }

    /// The account that consents, unless it is deleted or blocked since.
    pub(crate) fn consenting(&self) -> Option<Slot> {
        self.oidc_grants.consenting.filter(|slot| self.may_sign_in(*slot))
    }

    /// Gives out a code.
    pub(crate) fn issue_code(&mut self, code: Code) -> String {
        let text = self.random.hex(20);
        self.oidc_grants.codes.insert(TokenDigest::of(&text), code);
        text
    }

    /// Takes a code, which is then used up, whatever comes of it (an assumption).
    pub(crate) fn take_code(&mut self, text: &str, now: SystemTime) -> Option<Code> {
        let code = self.oidc_grants.codes.remove(&TokenDigest::of(text))?;
        (code.expires_at > now && self.may_sign_in(code.grant.slot)).then_some(code)
    }

    /// Takes a refresh token, which is then used up. It expires with its account only (an
    /// assumption).
    pub(crate) fn take_refresh_token(&mut self, token: &str) -> Option<Grant> {
        let grant = self.oidc_grants.refresh.remove(&TokenDigest::of(token))?;
        self.may_sign_in(grant.slot).then_some(grant)
    }

    /// What an access token allows.
    pub(crate) fn access(&self, token: &str, now: SystemTime) -> Option<&Grant> {
        let (grant, expires_at) = self.oidc_grants.access.get(&TokenDigest::of(token))?;
        (*expires_at > now && self.live(grant.slot).is_some()).then_some(grant)
    }

    /// Makes the tokens of a grant: the reply of protocol.md 8.4.
    pub(crate) fn issue_tokens(&mut self, grant: Grant, now: SystemTime) -> Value {
        let Some(account) = self.live(grant.slot) else {
            return Value::Null;
        };
        let subject = account.id.clone();
        let mut claims = self.user_claims(&grant);
        let (access_expires, id_expires) =
            (now + self.settings.access_token_lifetime, now + self.settings.id_token_lifetime);
        let scope = grant.scope.join(" ");
        let access_id = self.random.hex(16);
        let access_token = self.sign_with_key(&json!({
            "jti": access_id, "sub": subject, "iss": ISSUER, "aud": self.app_id,
            "iat": unix_seconds(now), "exp": unix_seconds(access_expires), "scope": scope,
        }));
        claims.extend([
            ("iss".to_owned(), json!(ISSUER)),
            ("aud".to_owned(), json!(self.app_id)),
            ("iat".to_owned(), json!(unix_seconds(now))),
            ("exp".to_owned(), json!(unix_seconds(id_expires))),
            ("at_hash".to_owned(), json!(half_hash(&access_token))),
            // As for other id tokens: it keeps two tokens of one moment apart.
            ("jti".to_owned(), json!(self.random.hex(8))),
        ]);
        claims.extend(grant.nonce.as_ref().map(|nonce| ("nonce".to_owned(), json!(nonce))));
        let id_token = self.sign_with_key(&claims);

        let digest = TokenDigest::of(&id_token);
        self.sessions.insert(digest, Session { slot: grant.slot, expires_at: id_expires });
        self.account_mut(grant.slot).sessions.push(digest);
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
            self.oidc_grants.refresh.insert(TokenDigest::of(&refresh_token), grant);
            reply["refresh_token"] = json!(refresh_token);
        }
        reply
    }

    /// What the scopes of a grant show of its user (protocol.md 8.5): only `sub` where nothing but
    /// `openid` was granted (Q28).
    pub(crate) fn user_claims(&self, grant: &Grant) -> Map<String, Value> {
        let mut claims = Map::new();
        let Some(account) = self.live(grant.slot) else {
            return claims;
        };
        claims.insert("sub".to_owned(), json!(account.id));
        for scope in &grant.scope {
            if let Value::Object(more) = claims_of_scope(account, scope) {
                claims.extend(more);
            }
        }
        claims
    }

    fn sign_with_key(&self, claims: &impl serde::Serialize) -> String {
        sign(claims, Signing::Rs256, &self.app_secret)
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

/// The claims that one scope brings.
fn claims_of_scope(account: &Account, scope: &str) -> Value {
    let phone = account.phone.as_ref().map(|phone| &phone.number);
    let profile = |field| account.profile.get(field);
    match scope {
        "profile" => json!({
            "name": profile(Field::Name), "given_name": profile(Field::GivenName),
            "middle_name": profile(Field::MiddleName), "family_name": profile(Field::FamilyName),
            "nickname": profile(Field::Nickname),
            "preferred_username": profile(Field::PreferredUsername),
            "profile": profile(Field::Profile), "picture": profile(Field::Photo),
            "website": profile(Field::Website), "gender": profile(Field::Gender),
            "birthdate": profile(Field::Birthdate), "zoneinfo": profile(Field::Zoneinfo),
            "locale": profile(Field::Locale), "updated_at": Timestamp::from(account.updated_at),
        }),
        "username" => json!({"username": account.username}),
        "email" => json!({"email": account.email, "email_verified": account.email_verified}),
        "phone" => {
            json!({"phone_number": phone, "phone_number_verified": account.phone.is_some()})
        }
        "address" => json!({"address": {
            "country": profile(Field::Country), "postal_code": profile(Field::PostalCode),
            "region": profile(Field::Region), "formatted": null,
        }}),
        "roles" => {
            let roles: Vec<_> = account.grants.roles.iter().map(|role| &role.code).collect();
            json!({"roles": roles})
        }
        "extended_fields" => json!({"extended_fields": account.custom_data}),
        "external_id" | "tenant_id" => json!({scope: null}),
        _ => Value::Null,
    }
}

/// The left half of a token's SHA-256 (OpenID Connect Core 1.0, 3.1.3.6).
fn half_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, token.as_bytes()).as_ref()[..16])
}

fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}
