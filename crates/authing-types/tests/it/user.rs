//! The user object decodes whatever the sources show, and never fails for an odd optional field.

use authing_types::User;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The documented REST user of protocol.md 4.1.
const DOCUMENTED: &str = r#"{
  "id": "5e05bbf2d51b3761d5c71070", "email": "x@example.com", "emailVerified": false, "oauth": "",
  "username": "x@example.com", "nickname": "", "company": "",
  "photo": "https://usercontents.authing.co/authing-avatar.png", "token": "t.o.k", "phone": "",
  "tokenExpiredAt": "2020-01-11T08:08:18.000Z", "loginsCount": 1, "lastIp": "::1",
  "signedUp": "2019-12-27T08:08:18.115Z", "blocked": false, "isDeleted": false
}"#;

#[test]
fn the_documented_sample_decodes() {
    let user: User = serde_json::from_str(DOCUMENTED).unwrap();
    assert_eq!(user.id.as_str(), "5e05bbf2d51b3761d5c71070");
    assert_eq!(user.email.as_deref(), Some("x@example.com"));
    assert_eq!(user.email_verified, Some(false));
    assert_eq!(user.token.as_ref().unwrap().expose_secret(), "t.o.k");
    assert_eq!(user.logins_count, Some(1));
    assert_eq!(user.last_ip.as_deref(), Some("::1"));
    assert!(user.token_expired_at.as_ref().unwrap().to_system_time().is_some());
    // The empty text of old replies means unset; the raw object still has it.
    assert_eq!((&user.phone, &user.nickname, &user.company), (&None, &None, &None));
    assert_eq!(user.field("oauth"), Some(json!("")));
    assert_eq!(user.field("no such key"), None);
}

#[test]
fn oidc_spellings_and_doubled_keys_decode() {
    let claims = json!({
        "sub": "5f00000000000000000000c4", "picture": "p", "phone_number": "18812348888",
        "phone_number_verified": true, "email_verified": true, "given_name": "Ann",
        "role": ["admin"], "updated_at": "2026-03-25T08:00:00.000Z"
    });
    let user = User::from_json(&claims.to_string()).unwrap();
    assert_eq!(user.id.as_str(), "5f00000000000000000000c4");
    assert_eq!(user.photo.as_deref(), Some("p"));
    assert_eq!(user.phone.as_deref(), Some("18812348888"));
    assert_eq!((user.phone_verified, user.email_verified), (Some(true), Some(true)));
    assert_eq!(user.role, ["admin"]);

    let both = r#"{"id":"a","lastIP":"1","lastIp":"2","photo":null,"picture":"p"}"#;
    let user = User::from_json(both).unwrap();
    assert_eq!(user.last_ip.as_deref(), Some("1"));
    assert_eq!(user.photo.as_deref(), Some("p"));
}

#[test]
fn a_wrapped_user_is_unwrapped() {
    let user = User::from_json(r#"{"userEntity":{"id":"a","username":"ann"}}"#).unwrap();
    assert_eq!(user.username.as_deref(), Some("ann"));
    assert_eq!(user.field("username"), Some(json!("ann")));
}

#[test]
fn wrong_types_in_optional_fields_do_not_fail_the_user() {
    let odd = json!({
        "id": "a", "email": {"x": 1}, "phone": 18812348888_i64, "loginsCount": "7",
        "blocked": "yes", "identities": [{"provider": "apple"}, 3, {"provider": 5}],
        "token": null, "registerSource": "basic:email", "customData": [{"key": "k"}, {"value": 1}]
    });
    let user = User::from_json(&odd.to_string()).unwrap();
    assert_eq!(user.email, None);
    assert_eq!(user.phone.as_deref(), Some("18812348888"));
    assert_eq!(user.logins_count, Some(7));
    assert_eq!(user.blocked, None);
    assert_eq!(user.identities.len(), 2);
    assert_eq!(user.identities[1].provider.as_deref(), Some("5"));
    assert!(user.token.is_none());
    assert!(user.register_source.is_empty());
    assert_eq!(user.custom_data.len(), 1);
}

#[test]
fn a_user_without_a_usable_id_is_an_error_that_does_not_repeat_the_text() {
    for text in
        ["{}", r#"{"id":null}"#, r#"{"id":"","email":"canary"}"#, "[]", "canary", "{\"id\":\"a\""]
    {
        let error = User::from_json(text).unwrap_err().to_string();
        assert!(!error.contains("canary"), "{error}");
    }
}

#[test]
fn serializing_uses_the_services_names_and_leaves_secrets_and_absent_fields_out() {
    let user = User::from_json(DOCUMENTED).unwrap();
    assert_eq!(
        serde_json::to_value(&user).unwrap(),
        json!({
            "id": "5e05bbf2d51b3761d5c71070", "email": "x@example.com", "emailVerified": false,
            "username": "x@example.com",
            "photo": "https://usercontents.authing.co/authing-avatar.png",
            "tokenExpiredAt": "2020-01-11T08:08:18.000Z", "loginsCount": 1, "lastIp": "::1",
            "signedUp": "2019-12-27T08:08:18.115Z", "blocked": false, "isDeleted": false
        })
    );
}

/// Any JSON value of small depth.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i32>().prop_map(|n| Value::from(f64::from(n) / 2.0)),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(".{0,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_give_a_user_or_an_error(text in any::<String>()) {
        let _ = User::from_json(&text);
    }

    #[test]
    fn any_value_in_any_field_leaves_the_user_readable(
        key in prop_oneof![
            Just("email"), Just("token"), Just("loginsCount"), Just("identities"),
            Just("customData"), Just("createdAt"), Just("blocked"), Just("userPoolId"), Just("role"),
        ],
        value in any_json(),
    ) {
        let user = User::from_json(&json!({"id": "a", key: value.clone()}).to_string()).unwrap();
        prop_assert_eq!(user.id.as_str(), "a");
        prop_assert_eq!(user.field(key), Some(value));
        serde_json::to_string(&user).unwrap();
    }
}
