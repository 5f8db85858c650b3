//! What a token or a reply says of a user (protocol.md 8.5).

use serde_json::{Map, Value, json};

use authing_types::{ProfileField as Field, Timestamp};

use super::Grant;
use crate::pool::{Account, Pool};

impl Pool {
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
