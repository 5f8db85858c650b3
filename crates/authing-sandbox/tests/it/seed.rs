//! What a seed file brings into a sandbox, as clients see it.

use serde_json::{Value, json};

use authing_sandbox::{Sandbox, SandboxPools, Seed};

use crate::documented::documented_seed;
use crate::support::{
    PASSWORD, PHONE, bearer, code, get, login, login_phone, post, post_as, register_email,
    register_phone, register_username, request, send, send_sms, sms_code,
};

fn seed() -> Seed {
    Seed::from_json(documented_seed().as_bytes()).unwrap()
}

fn seeded() -> Sandbox {
    Sandbox::builder().seed_file(seed()).build().unwrap()
}

fn with(document: &Value) -> Sandbox {
    let seed = Seed::from_json(document.to_string().as_bytes()).unwrap();
    Sandbox::builder().seed_file(seed).build().unwrap()
}

#[tokio::test]
async fn users_have_all_that_the_file_gives_them() {
    let sandbox = seeded();
    let reply = login(&sandbox, "ann", PASSWORD).await;
    let token = bearer(&reply);
    assert_eq!(reply["data"]["nickname"], "Annie");
    assert_eq!(reply["data"]["identities"][0]["provider"], "github");
    let roles = get(&sandbox, "/api/v2/users/me/roles", Some(&token)).await;
    assert!(roles.to_string().contains("May do everything"), "{roles}");
    let orgs = get(&sandbox, "/api/v2/users/me/orgs", Some(&token)).await.to_string();
    assert!(orgs.contains("Research") && !orgs.contains("Sales"), "{orgs}");
    let apps = get(&sandbox, "/api/v2/users/me/applications/allowed", Some(&token)).await;
    assert_eq!(apps["data"]["list"][0]["name"], "Wiki");
    let body = json!({"namespace": "default"});
    let allowed = post_as(&sandbox, "/api/v2/users/resource/authorized", &token, body).await;
    assert_eq!(allowed["data"]["list"][0]["actions"], json!(["read"]), "{allowed}");

    // The identity is bound, so that the provider's code signs this user in.
    let body = json!({"connId": "x", "code": "code-of-ann"});
    let github = post(&sandbox, "/api/v2/ecConn/github/authByCode", body).await;
    assert_eq!(github["data"]["id"], reply["data"]["id"], "{github}");
    let body = json!({"username": "eve", "password": PASSWORD});
    assert_eq!(code(&post(&sandbox, "/api/v2/login/ldap", body).await), 200);

    assert_eq!(code(&login(&sandbox, "new", PASSWORD).await), 1639);
    assert_eq!(code(&login(&sandbox, "gone", PASSWORD).await), 2005);
    // Its rules hold too.
    for _ in 0..3 {
        login(&sandbox, "ann", "another").await;
    }
    assert_eq!(code(&login(&sandbox, "ann", PASSWORD).await), 2005);
}

#[tokio::test]
async fn a_users_own_factors_stand_in_place_of_the_applications() {
    let sandbox = with(&json!({
        "format": 1,
        "settings": {"mfaPolicies": ["EMAIL"], "sendIntervalSeconds": 0},
        "users": [
            {"username": "asked", "password": PASSWORD, "phone": PHONE},
            {"username": "own", "password": PASSWORD, "phone": "18812348889",
             "authenticator": {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEA"},
             "state": {"mfaPolicies": ["OTP", "PASSKEY"]}},
            {"username": "free", "password": PASSWORD, "state": {"mfaPolicies": []}}
        ]
    }));
    let offered = |reply: &Value| -> Vec<Value> {
        let offered = reply["data"]["applicationMfa"].as_array().unwrap();
        offered.iter().map(|factor| factor["mfaPolicy"].clone()).collect()
    };
    let asked = login(&sandbox, "asked", PASSWORD).await;
    assert_eq!((code(&asked), offered(&asked)), (1636, vec![json!("EMAIL")]));
    assert_eq!(code(&login(&sandbox, "free", PASSWORD).await), 200);

    let own = login(&sandbox, "own", PASSWORD).await;
    assert_eq!((code(&own), offered(&own)), (1636, vec![json!("OTP"), json!("PASSKEY")]));
    let token = own["data"]["mfaToken"].as_str().unwrap();
    // What is not among them does not help, though it is right.
    let sms = sms_code(&sandbox, "18812348889").await;
    let body = json!({"phone": "18812348889", "code": sms});
    let by_sms = post_as(&sandbox, "/api/v2/applications/mfa/sms/verify", token, body).await;
    assert_eq!(code(&by_sms), 400, "{by_sms}");
    let shown = sandbox.totp_code("own").unwrap();
    let by_app = json!({"totp": shown});
    let by_app = post_as(&sandbox, "/api/v2/applications/mfa/totp/verify", token, by_app).await;
    assert_eq!(code(&by_app), 200, "{by_app}");

    // They are changed and taken away over HTTP, too.
    let change = |body: Value| request("POST", "/_sandbox/users/free", None, &body.to_string());
    let (_, shown) = send(&sandbox, change(json!({"mfaPolicies": ["SMS"]}))).await;
    assert_eq!(shown["mfaPolicies"], json!(["SMS"]));
    let free = login(&sandbox, "free", PASSWORD).await;
    assert_eq!((code(&free), offered(&free)), (1636, vec![json!("SMS")]));
    send(&sandbox, change(json!({"mfaPolicies": null}))).await;
    assert_eq!(offered(&login(&sandbox, "free", PASSWORD).await), [json!("EMAIL")]);
    let (status, refused) = send(&sandbox, change(json!({"mfaPolicies": ["SMMS"]}))).await;
    assert_eq!(status, 400);
    assert!(refused["message"].as_str().unwrap().contains("`SMS`"), "{refused}");
}

#[tokio::test]
async fn recipients_have_the_codes_of_the_file_whatever_else_is_fixed() {
    let sandbox = with(&json!({
        "format": 1,
        "settings": {"fixedCode": "0000", "sendIntervalSeconds": 0},
        "codes": {PHONE: "4321", "Ann@Example.com": "8765"}
    }));
    assert_eq!(sms_code(&sandbox, PHONE).await, "4321");
    assert_eq!(sms_code(&sandbox, PHONE).await, "4321");
    assert_eq!(sms_code(&sandbox, "18812348889").await, "0000");
    let mail = json!({"email": "ANN@example.com", "scene": "LOGIN_VERIFY_CODE"});
    assert_eq!(code(&post(&sandbox, "/api/v2/email/send", mail).await), 200);
    let sent = sandbox.outbox().last_code("ann@example.com").unwrap();
    assert_eq!(sent.expose_secret(), "8765");
    assert_eq!(code(&register_phone(&sandbox, PHONE, "4321").await), 200);
}

#[tokio::test]
async fn reserved_identifiers_do_what_the_table_says() {
    let sandbox = seeded();
    let mail = json!({"email": "Bounce@example.com", "scene": "LOGIN_VERIFY_CODE"});
    assert_eq!(code(&post(&sandbox, "/api/v2/email/send", mail).await), 500);
    assert_eq!(sandbox.outbox().count(), 0);
    assert_eq!(code(&send_sms(&sandbox, "13000000001").await), 2080);

    let sent = sms_code(&sandbox, "13000000002").await;
    assert_eq!(code(&register_phone(&sandbox, "13000000002", &sent).await), 2001);
    let sent = sms_code(&sandbox, "13000000003").await;
    assert_eq!(code(&register_phone(&sandbox, "13000000003", "none").await), 2001);
    assert_eq!(code(&register_phone(&sandbox, "13000000003", &sent).await), 2300);

    assert_eq!(code(&register_email(&sandbox, "Taken@example.com").await), 2026);
    assert_eq!(code(&login(&sandbox, "locked@example.com", PASSWORD).await), 2005);
    let unlock = request("POST", "/_sandbox/users/locked@example.com", None, r#"{"unlock": true}"#);
    assert_eq!(send(&sandbox, unlock).await.0, 200);
    assert_eq!(code(&login(&sandbox, "locked@example.com", PASSWORD).await), 2005);
    assert_eq!(code(&register_username(&sandbox, "robot").await), 2000);
    assert_eq!(code(&login(&sandbox, "ann", PASSWORD).await), 200);
}

#[tokio::test]
async fn the_same_file_gives_the_same_bytes_and_a_reset_goes_back_to_it() {
    let sandbox = seeded();
    let begin = sandbox.export();
    assert_eq!(seeded().export(), begin);
    login(&sandbox, "ann", PASSWORD).await;
    assert!(sandbox.delete_user("ben"));
    sms_code(&sandbox, PHONE).await;
    assert_ne!(sandbox.export(), begin);
    sandbox.reset();
    assert_eq!(sandbox.export(), begin);
    send(&sandbox, request("POST", "/_sandbox/reset", None, "")).await;
    assert_eq!(sandbox.export(), begin);
    assert_ne!(Sandbox::builder().seed(1).seed_file(seed()).build().unwrap().export(), begin);
    // It is a state like others.
    assert_eq!(sandbox.fork().export(), begin);
    sandbox.import(begin.as_bytes()).unwrap();
    assert_eq!(sandbox.export(), begin);
}

#[tokio::test]
async fn with_a_data_file_users_count_for_a_new_file_and_for_a_reset() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.json");
    let open = || Sandbox::builder().seed_file(seed()).open(&path).unwrap();
    let users = |reply: &Value| reply["totalCount"].as_u64().unwrap();
    let list = || request("GET", "/_sandbox/users?limit=0", None, "");
    let sandbox = open();
    assert_eq!(users(&send(&sandbox, list()).await.1), 5);
    send(&sandbox, request("DELETE", "/_sandbox/users/ann", None, "")).await;
    drop(sandbox);

    let sandbox = open();
    assert_eq!(users(&send(&sandbox, list()).await.1), 4, "a deleted user stays deleted");
    send(&sandbox, request("POST", "/_sandbox/reset", None, "")).await;
    assert_eq!(users(&send(&sandbox, list()).await.1), 5);
    let login = request("POST", "/api/v2/sms/send", None, r#"{"phone": "18812348888"}"#);
    send(&sandbox, login).await;
    drop(sandbox);

    // What a reset brought is kept, also where nobody gives the file any more.
    let sandbox = Sandbox::builder().open(&path).unwrap();
    assert_eq!(users(&send(&sandbox, list()).await.1), 5);
    let outbox = send(&sandbox, request("GET", "/_sandbox/outbox/count", None, "")).await.1;
    assert_eq!(outbox["count"], 1);
    send(&sandbox, request("POST", "/_sandbox/reset", None, "")).await;
    assert_eq!(users(&send(&sandbox, list()).await.1), 0);
}

#[tokio::test]
async fn every_pool_begins_with_the_file() {
    let pools = SandboxPools::new(Sandbox::builder().seed_file(seed())).unwrap();
    let pools = pools.with_pool("another").unwrap();
    for prefix in ["", "/team-a", "/team-b"] {
        let request = request("GET", &format!("{prefix}/_sandbox/users/ann"), None, "");
        assert_eq!(send(&pools, request).await.0, 200, "{prefix}");
    }
    let mut by_id = request("GET", "/_sandbox/users/ann", None, "");
    by_id.headers_mut().insert("x-authing-userpool-id", "another".parse().unwrap());
    assert_eq!(send(&pools, by_id).await.0, 200);
}

#[tokio::test]
async fn settings_that_are_given_later_win() {
    let document =
        json!({"format": 1, "settings": {"fixedCode": "1111", "registerDisabled": true}});
    let seed = Seed::from_json(document.to_string().as_bytes()).unwrap();
    let mut rules = seed.settings();
    rules.fixed_code = Some("2222".to_owned());
    let sandbox = Sandbox::builder().seed_file(seed).settings(rules).build().unwrap();
    let sent = sms_code(&sandbox, PHONE).await;
    assert_eq!(sent, "2222");
    assert_eq!(code(&register_phone(&sandbox, PHONE, &sent).await), 2031);
    assert_eq!(code(&login_phone(&sandbox, PHONE, "1111").await), 2001);
}
