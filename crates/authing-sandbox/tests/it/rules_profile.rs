//! The rules of profile, custom data, lists and account deletion, by the wire.

use std::time::Duration;

use serde_json::{Value, json};

use authing_sandbox::{Sandbox, UserFlags};
use authing_types::{
    AppId, Application, AuthorizedResource, CustomDataType, CustomDataUpdate, ResourceKind, Role,
};

use crate::support::{
    PASSWORD, PHONE, bearer, code, get, login, post, register_email, register_phone,
    register_username, request, sandbox, sealed, send, sms_code,
};

const UPDATE: &str = "/api/v2/users/profile/update";
const UDFS: &str = "/api/v2/udfs/values";

/// Sends with a token, whatever the method.
async fn call(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Value,
) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let (status, reply) = send(sandbox, request(method, path, token, &body)).await;
    assert_eq!(status, 200, "{reply}");
    reply
}

/// A sandbox with a user `ann`, her token and her id.
async fn ann() -> (Sandbox, String, String) {
    let sandbox = Sandbox::new();
    let reply = register_username(&sandbox, "ann").await;
    let id = reply["data"]["id"].as_str().unwrap().to_owned();
    (sandbox, bearer(&reply), id)
}

#[tokio::test]
async fn all_of_it_needs_a_sign_in() {
    let (sandbox, _, id) = ann().await;
    for (method, path, body) in [
        ("GET", format!("{UDFS}?targetType=USER&targetId={id}"), Value::Null),
        ("POST", UDFS.to_owned(), json!({"udfs": []})),
        ("POST", UPDATE.to_owned(), json!({})),
        ("GET", "/api/v2/users/me/security-level".to_owned(), Value::Null),
        ("GET", "/api/v2/users/me/applications/allowed".to_owned(), Value::Null),
        ("GET", format!("/api/v2/users/{id}/orgs"), Value::Null),
        ("GET", "/api/v2/users/me/roles".to_owned(), Value::Null),
        ("POST", "/api/v2/users/resource/authorized".to_owned(), json!({"namespace": "a"})),
        ("DELETE", "/api/v2/users/delete".to_owned(), Value::Null),
    ] {
        for token in [None, Some("Bearer x")] {
            let reply = call(&sandbox, method, &path, token, body.clone()).await;
            assert_eq!(code(&reply), 2020, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_profile_changes_by_its_25_keys_alone() {
    let (sandbox, token, _) = ann().await;
    sandbox.clock().advance(Duration::from_secs(300));
    let body = json!({
        "nickname": "Ironman", "gender": "M", "test": "profile", "password": "x", "id": "y",
        "company": null,
    });
    let reply = call(&sandbox, "POST", UPDATE, Some(&token), body).await;
    let user = &reply["data"];
    assert_eq!((&user["nickname"], &user["gender"]), (&json!("Ironman"), &json!("M")));
    assert_eq!((&user["company"], &user["username"]), (&Value::Null, &json!("ann")));
    assert_eq!(user["updatedAt"], "2026-03-25T08:05:00.000Z");
    assert!(user.get("test").is_none());
    assert_eq!(bearer(&reply), token, "the token stays usable");
    let again = get(&sandbox, "/api/v2/users/me", Some(&token)).await;
    assert_eq!(again["data"]["nickname"], "Ironman");
    assert_eq!(code(&login(&sandbox, "ann", PASSWORD).await), 200, "the password stays");

    for (body, expected) in [
        (json!({"phone": PHONE}), 2226),
        (json!({"email": "a@b.cc"}), 2225),
        (json!({"nickname": 5}), 400),
        (json!({"username": "a@b"}), 400),
        (json!({"username": ""}), 400),
    ] {
        assert_eq!(code(&call(&sandbox, "POST", UPDATE, Some(&token), body).await), expected);
    }
}

#[tokio::test]
async fn a_user_name_moves_and_must_be_free() {
    let (sandbox, token, _) = ann().await;
    register_username(&sandbox, "bob").await;
    let name = |name: &str| json!({"username": name, "nickname": "x"});
    let reply = call(&sandbox, "POST", UPDATE, Some(&token), name("bob")).await;
    assert_eq!(code(&reply), 2026);
    let me = get(&sandbox, "/api/v2/users/me", Some(&token)).await;
    assert_eq!(me["data"]["nickname"], Value::Null, "all or nothing");
    assert_eq!(code(&call(&sandbox, "POST", UPDATE, Some(&token), name("ann")).await), 200);
    assert_eq!(code(&call(&sandbox, "POST", UPDATE, Some(&token), name("anna")).await), 200);
    assert_eq!(code(&login(&sandbox, "anna", PASSWORD).await), 200);
    assert_eq!(code(&login(&sandbox, "ann", PASSWORD).await), 2333);
    assert_eq!(code(&register_username(&sandbox, "ann").await), 200, "the old name is free");

    let old = crate::support::sandbox(|settings| settings.username_taken_is_2034 = true);
    let token = bearer(&register_username(&old, "ann").await);
    register_username(&old, "bob").await;
    assert_eq!(code(&call(&old, "POST", UPDATE, Some(&token), name("bob")).await), 2034);
}

#[tokio::test]
async fn a_required_field_counts_once_it_is_filled() {
    let strict = sandbox(|settings| settings.required_profile_fields = vec!["photo".into()]);
    assert_eq!(code(&register_username(&strict, "ann").await), 200, "there is a default picture");
    let strict = sandbox(|settings| settings.required_profile_fields = vec!["nickname".into()]);
    assert_eq!(code(&register_username(&strict, "ann").await), 1642);
    let unknown = sandbox(|settings| settings.required_profile_fields = vec!["shoes".into()]);
    assert_eq!(code(&register_username(&unknown, "ann").await), 1642);
}

#[tokio::test]
async fn custom_data_is_defined_typed_and_ones_own() {
    let (sandbox, token, id) = ann().await;
    let all = format!("{UDFS}?targetType=USER&targetId={id}");
    sandbox.define_custom_field("org", CustomDataType::String, Some("Organisation"));
    sandbox.define_custom_field("age", CustomDataType::Number, None);
    assert_eq!(get(&sandbox, &all, Some(&token)).await["data"], json!([]));
    let set = |key: &str, value: Value| json!({"udfs": [{"definition": key, "value": value}]});
    let (age, org) = (json!(30), json!("hello"));
    for body in [set("shoes", json!(43)), set("age", json!("30")), set("org", json!(true))] {
        assert_eq!(code(&call(&sandbox, "POST", UDFS, Some(&token), body).await), 400);
    }
    let both = json!({"udfs": [
        {"definition": "org", "value": org}, {"definition": "shoes", "value": 1},
    ]});
    assert_eq!(code(&call(&sandbox, "POST", UDFS, Some(&token), both).await), 400);
    assert_eq!(get(&sandbox, &all, Some(&token)).await["data"], json!([]), "all or nothing");

    call(&sandbox, "POST", UDFS, Some(&token), set("age", age)).await;
    let reply = call(&sandbox, "POST", UDFS, Some(&token), set("org", org)).await;
    let expected = json!([
        {"key": "org", "dataType": "STRING", "value": "hello", "label": "Organisation"},
        {"key": "age", "dataType": "NUMBER", "value": 30, "label": null},
    ]);
    assert_eq!(reply["data"], expected, "all of them, as in A12");
    assert_eq!(get(&sandbox, &all, Some(&token)).await["data"], expected);
    let other = bearer(&register_username(&sandbox, "bob").await);
    assert_eq!(code(&get(&sandbox, &all, Some(&other)).await), 403);

    assert!(sandbox.set_custom_data("bob", &CustomDataUpdate::new().set("age", 5)));
    assert!(!sandbox.set_custom_data("bob", &CustomDataUpdate::new().set("age", "5")));
    assert!(!sandbox.set_custom_data("nobody", &CustomDataUpdate::new()));
}

/// The formula is an assumption (Q11), the three totals are known.
#[tokio::test]
async fn the_security_level_counts_what_secures_an_account() {
    let sandbox = Sandbox::new();
    let path = "/api/v2/users/me/security-level";
    let weak = json!({
        "username": "ann", "password": sealed(&sandbox, "123456"), "forceLogin": true,
    });
    let token = bearer(&post(&sandbox, "/api/v2/register/username", weak).await);
    assert_eq!(
        get(&sandbox, path, Some(&token)).await["data"],
        json!({
            "score": 60, "email": false, "phone": false, "password": true,
            "passwordSecurityLevel": 1, "mfa": false,
        })
    );
    let mut flags = UserFlags::default();
    flags.personal_mfa = true;
    assert!(sandbox.set_flags("ann", flags));
    let reply = get(&sandbox, path, Some(&token)).await;
    assert_eq!((&reply["data"]["score"], &reply["data"]["mfa"]), (&json!(70), &json!(true)));

    let token = bearer(&register_email(&sandbox, "a@b.cc").await);
    let reply = get(&sandbox, path, Some(&token)).await;
    assert_eq!(reply["data"]["score"], 75);
    assert_eq!(reply["data"]["passwordSecurityLevel"], 2);

    let sms = sms_code(&sandbox, PHONE).await;
    let token = bearer(&register_phone(&sandbox, PHONE, &sms).await);
    let reply = get(&sandbox, path, Some(&token)).await;
    assert_eq!((&reply["data"]["score"], &reply["data"]["password"]), (&json!(5), &json!(false)));
    assert_eq!(reply["data"]["passwordSecurityLevel"], Value::Null);
}

#[tokio::test]
async fn applications_come_in_pages() {
    let (sandbox, token, _) = ann().await;
    for number in 0..12 {
        let id = AppId::parse(format!("app{number}")).unwrap();
        assert!(sandbox.add_application("ann", Application::new(id, "x")));
    }
    let page = |query: &'static str| {
        let (sandbox, token) = (sandbox.clone(), token.clone());
        async move {
            let path = format!("/api/v2/users/me/applications/allowed{query}");
            get(&sandbox, &path, Some(&token)).await
        }
    };
    for (query, count, first) in
        [("", 10, "app0"), ("?page=2", 2, "app10"), ("?page=3&limit=5", 2, "app10")]
    {
        let data = page(query).await["data"].clone();
        assert_eq!(data["totalCount"], 12);
        assert_eq!(data["list"].as_array().unwrap().len(), count, "{query}");
        assert_eq!(data["list"][0]["id"], first);
    }
    assert_eq!(page("?page=99").await["data"]["list"], json!([]));
    for query in ["?page=0", "?limit=0", "?limit=51", "?page=x", "?page=-1"] {
        assert_eq!(code(&page(query).await), 400, "{query}");
    }
    assert!(!sandbox.add_role("nobody", Role::new("a", "b")));
}

#[tokio::test]
async fn departments_are_shared_and_paths_begin_with_their_organisation() {
    let (sandbox, token, id) = ann().await;
    assert!(sandbox.add_org_path("ann", &["Company", "Research"]));
    assert!(sandbox.add_org_path("ann", &["Company", "Sales", "East"]));
    let reply = get(&sandbox, &format!("/api/v2/users/{id}/orgs"), Some(&token)).await;
    let paths = reply["data"].as_array().unwrap();
    let lengths: Vec<_> = paths.iter().map(|path| path.as_array().unwrap().len()).collect();
    assert_eq!(lengths, [3, 4]);
    assert_eq!(paths[0][0], paths[1][0]);
    assert_eq!(paths[0][1], paths[1][1], "one root");
    assert_eq!(paths[0][0]["rootNodeId"], paths[0][1]["id"]);
    assert_eq!(paths[1][3]["name"], "East");
    assert_eq!(paths[1][3]["orgId"], paths[1][0]["id"]);

    let me = get(&sandbox, "/api/v2/users/me/orgs", Some(&token)).await;
    assert_eq!(me["data"], reply["data"], "as other clients ask (D9)");
    let other = get(&sandbox, "/api/v2/users/5f00000000000000000000c9/orgs", Some(&token)).await;
    assert_eq!(code(&other), 403);
}

#[tokio::test]
async fn roles_and_resources_are_filtered() {
    let (sandbox, token, _) = ann().await;
    for (role, namespace) in [("admin", "one"), ("guest", "two"), ("clerk", "one")] {
        assert!(sandbox.add_role("ann", Role::new(role, namespace)));
    }
    let roles = |query: &'static str| {
        let (sandbox, token) = (sandbox.clone(), token.clone());
        async move {
            let path = format!("/api/v2/users/me/roles{query}");
            let reply = get(&sandbox, &path, Some(&token)).await;
            let roles = reply["data"].as_array().unwrap().clone();
            roles.iter().map(|role| role["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        }
    };
    assert_eq!(roles("").await, ["admin", "guest", "clerk"]);
    assert_eq!(roles("?namespace=one").await, ["admin", "clerk"]);
    assert!(roles("?namespace=1").await.is_empty(), "the text counts, not the number");

    for (name, kind) in [("a", ResourceKind::Data), ("b", ResourceKind::Api)] {
        assert!(sandbox.add_resource("ann", "one", AuthorizedResource::new(name, kind, ["read"])));
    }
    let path = "/api/v2/users/resource/authorized";
    for (body, count) in [
        (json!({"namespace": "one"}), 2),
        (json!({"namespace": "one", "resourceType": "API"}), 1),
        (json!({"namespace": "one", "resourceType": "BUTTON"}), 0),
        (json!({"namespace": "two"}), 0),
    ] {
        let reply = call(&sandbox, "POST", path, Some(&token), body).await;
        assert_eq!((code(&reply), &reply["data"]["totalCount"]), (200, &json!(count)));
    }
    assert_eq!(code(&call(&sandbox, "POST", path, Some(&token), json!({})).await), 400);
}

#[tokio::test]
async fn a_deleted_account_is_gone_and_its_names_are_free() {
    let sandbox = Sandbox::new();
    let token = bearer(&register_email(&sandbox, "a@b.cc").await);
    let second = bearer(&login(&sandbox, "a@b.cc", PASSWORD).await);
    let delete = "/api/v2/users/delete";
    let reply = call(&sandbox, "DELETE", delete, Some(&token), Value::Null).await;
    assert_eq!(code(&reply), 200);
    for token in [&token, &second] {
        assert_eq!(code(&get(&sandbox, "/api/v2/users/me", Some(token)).await), 2020);
    }
    assert_eq!(code(&login(&sandbox, "a@b.cc", PASSWORD).await), 2333);
    assert_eq!(code(&register_email(&sandbox, "a@b.cc").await), 200);
}
