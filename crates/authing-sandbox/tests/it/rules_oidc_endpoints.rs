//! Reuse, introspection, revocation and session end (protocol.md 8.3-8.6, C67-C69), judged by the
//! wire.

use std::time::Duration;

use authing_sandbox::Sandbox;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use authing_transport::Transport as _;

use crate::oidc_support::{
    EMAIL, ask, by_code, by_refresh, code, form_request, is_active, tokens, visit,
};
use crate::support::{bearer, register_email, request, sandbox, send};

async fn signed_up() -> (Sandbox, Value) {
    let sandbox = Sandbox::new();
    let user = register_email(&sandbox, EMAIL).await;
    (sandbox, user)
}

async fn refresh(sandbox: &Sandbox, tokens: &Value) -> (u16, Value) {
    ask(sandbox, "/oidc/token", by_refresh(tokens)).await
}

async fn introspect(sandbox: &Sandbox, token: &Value) -> Value {
    let asked = json!({"client_id": Sandbox::APP_ID, "token": token});
    let (status, reply) = ask(sandbox, "/oidc/token/introspection", asked).await;
    assert_eq!(status, 200, "{reply}");
    reply
}

async fn revoke(sandbox: &Sandbox, token: &Value) -> u16 {
    let asked = json!({"client_id": Sandbox::APP_ID, "token": token});
    let request = form_request("/oidc/token/revocation", &asked);
    sandbox.send(request).await.unwrap().status().as_u16()
}

/// The status of a v2 read with an OIDC id token.
async fn v2_code(sandbox: &Sandbox, tokens: &Value) -> i64 {
    let shown = format!("Bearer {}", tokens["id_token"].as_str().unwrap());
    let reply = send(sandbox, request("GET", "/api/v2/users/me", Some(&shown), "")).await.1;
    reply["code"].as_i64().unwrap()
}

#[tokio::test]
async fn a_code_that_comes_twice_takes_its_tokens_back() {
    let (sandbox, _) = signed_up().await;
    let other = tokens(&sandbox).await;
    let stolen = code(&sandbox).await;
    let (_, first) = ask(&sandbox, "/oidc/token", by_code(&stolen)).await;
    assert!(is_active(&sandbox, &first).await);
    let (status, again) = ask(&sandbox, "/oidc/token", by_code(&stolen)).await;
    assert_eq!((status, &again["error"]), (400, &json!("invalid_grant")));
    assert!(!is_active(&sandbox, &first).await);
    assert_eq!(refresh(&sandbox, &first).await.0, 400);
    assert_eq!(v2_code(&sandbox, &first).await, 2020);
    // Another sign-in of the same user is not touched.
    assert!(is_active(&sandbox, &other).await);
    assert_eq!(v2_code(&sandbox, &other).await, 200);
}

#[tokio::test]
async fn a_refresh_token_that_comes_twice_ends_its_family() {
    let (sandbox, _) = signed_up().await;
    let (first, other) = (tokens(&sandbox).await, tokens(&sandbox).await);
    let (_, second) = refresh(&sandbox, &first).await;
    let (status, third) = refresh(&sandbox, &second).await;
    assert_eq!(status, 200);
    let (status, reused) = refresh(&sandbox, &first).await;
    assert_eq!((status, &reused["error"]), (400, &json!("invalid_grant")));
    for tokens in [&first, &second, &third] {
        assert!(!is_active(&sandbox, tokens).await);
        assert_eq!(v2_code(&sandbox, tokens).await, 2020);
    }
    assert_eq!(refresh(&sandbox, &third).await.0, 400);
    assert!(is_active(&sandbox, &other).await);
    assert_eq!(refresh(&sandbox, &other).await.0, 200);
}

#[tokio::test]
async fn introspection_tells_what_a_token_is_good_for() {
    let (sandbox, user) = signed_up().await;
    let tokens = tokens(&sandbox).await;
    let access = introspect(&sandbox, &tokens["access_token"]).await;
    for (key, value) in [
        ("active", json!(true)),
        ("token_type", json!("Bearer")),
        ("client_id", json!(Sandbox::APP_ID)),
        ("sub", user["data"]["id"].clone()),
        ("scope", json!("openid profile offline_access")),
        ("exp", json!(1_774_425_600 + 3600)),
        ("iss", json!("http://127.0.0.1/oidc")),
    ] {
        assert_eq!(access[key], value, "{key}");
    }
    assert_eq!(introspect(&sandbox, &tokens["refresh_token"]).await["active"], true);
    let inactive = json!({"active": false});
    for token in [&tokens["id_token"], &user["data"]["token"], &json!("nonsense")] {
        assert_eq!(introspect(&sandbox, token).await, inactive);
    }
    refresh(&sandbox, &tokens).await;
    assert_eq!(introspect(&sandbox, &tokens["refresh_token"]).await, inactive);
    sandbox.clock().advance(Duration::from_secs(3600));
    assert_eq!(introspect(&sandbox, &tokens["access_token"]).await, inactive);
    let missing = json!({"client_id": Sandbox::APP_ID});
    assert_eq!(ask(&sandbox, "/oidc/token/introspection", missing).await.0, 400);
}

#[tokio::test]
async fn revocation_ends_one_access_token_or_a_whole_sign_in() {
    let (sandbox, _) = signed_up().await;
    let first = tokens(&sandbox).await;
    assert_eq!(revoke(&sandbox, &first["access_token"]).await, 200);
    assert!(!is_active(&sandbox, &first).await);
    let (status, second) = refresh(&sandbox, &first).await;
    assert_eq!(status, 200);
    assert_eq!(revoke(&sandbox, &second["refresh_token"]).await, 200);
    assert!(!is_active(&sandbox, &second).await);
    assert_eq!(refresh(&sandbox, &second).await.0, 400);
    assert_eq!(revoke(&sandbox, &json!("nonsense")).await, 200);
}

#[tokio::test]
async fn clients_show_their_secret_in_the_form_or_in_the_header() {
    let (sandbox, _) = signed_up().await;
    let right = STANDARD.encode(format!("{}:{}", Sandbox::APP_ID, sandbox.app_secret()));
    let wrong = STANDARD.encode(format!("{}:wrong", Sandbox::APP_ID));
    let cases = [
        (format!("Basic {right}"), "", 200),
        (format!("basic {right}"), Sandbox::APP_ID, 200),
        (format!("Basic {right}"), "other", 401),
        (format!("Basic {wrong}"), "", 401),
        ("Basic !".to_owned(), "", 401),
    ];
    for endpoint in ["/oidc/token", "/oidc/token/introspection", "/oidc/token/revocation"] {
        for (header, client_id, status) in &cases {
            let mut pairs = by_code(&code(&sandbox).await);
            pairs["client_id"] = json!(client_id);
            pairs["token"] = json!("nonsense");
            let mut request = form_request(endpoint, &pairs);
            request.headers_mut().insert("authorization", header.parse().unwrap());
            let answer = sandbox.send(request).await.unwrap();
            assert_eq!(answer.status(), *status, "{endpoint} {header} {client_id}");
            let is_challenged = answer.headers().contains_key("www-authenticate");
            assert_eq!(is_challenged, *status == 401, "{endpoint} {header}");
        }
        let mut both = by_code(&json!("x"));
        both["client_secret"] = json!(sandbox.app_secret());
        let mut request = form_request(endpoint, &both);
        request.headers_mut().insert("authorization", format!("Basic {right}").parse().unwrap());
        assert_eq!(sandbox.send(request).await.unwrap().status(), 400, "{endpoint}");
        let wrong = json!({"client_id": Sandbox::APP_ID, "client_secret": "wrong", "token": "x"});
        assert_eq!(ask(&sandbox, endpoint, wrong).await.0, 401, "{endpoint}");
        assert_eq!(ask(&sandbox, endpoint, json!({"token": "x"})).await.0, 401, "{endpoint}");
    }
}

#[tokio::test]
async fn grants_that_are_not_described_are_unsupported() {
    let (sandbox, _) = signed_up().await;
    for grant in ["password", "client_credentials", "implicit"] {
        let pairs = json!({
            "client_id": Sandbox::APP_ID, "client_secret": sandbox.app_secret(),
            "grant_type": grant, "username": EMAIL, "password": "x",
        });
        let (status, reply) = ask(&sandbox, "/oidc/token", pairs).await;
        assert_eq!((status, &reply["error"]), (400, &json!("unsupported_grant_type")), "{grant}");
    }
}

#[tokio::test]
async fn a_session_ends_by_its_id_token() {
    let (sandbox, user) = signed_up().await;
    let (mine, other) = (tokens(&sandbox).await, tokens(&sandbox).await);
    let hint = mine["id_token"].as_str().unwrap();
    let to = "post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye&state=s1";
    let answer = visit(&sandbox, &format!("/oidc/session/end?id_token_hint={hint}&{to}")).await;
    assert_eq!(answer.status(), 302);
    assert_eq!(answer.headers()["location"], "https://app.example/bye?state=s1");
    assert!(!is_active(&sandbox, &mine).await);
    assert_eq!((refresh(&sandbox, &mine).await.0, v2_code(&sandbox, &mine).await), (400, 2020));
    assert!(is_active(&sandbox, &other).await);

    // Once more, long after, and with a form: the hint need not be alive.
    sandbox.clock().advance(Duration::from_secs(20 * 24 * 60 * 60));
    let again = form_request("/oidc/session/end", &json!({"id_token_hint": hint}));
    let answer = sandbox.send(again).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    assert!(answer.headers().contains_key("content-security-policy"));

    // The id token of a v2 sign-in is a hint too.
    let (sandbox, user) = {
        drop(user);
        signed_up().await
    };
    let hint = user["data"]["token"].as_str().unwrap();
    visit(&sandbox, &format!("/oidc/session/end?id_token_hint={hint}")).await;
    let read = send(&sandbox, request("GET", "/api/v2/users/me", Some(&bearer(&user)), "")).await;
    assert_eq!(read.1["code"], 2020);
}

#[tokio::test]
async fn a_sign_out_sends_a_browser_nowhere_unasked() {
    let bye = "https://app.example/bye";
    let sandbox = sandbox(|rules| rules.post_logout_redirect_uris = vec![bye.to_owned()]);
    register_email(&sandbox, EMAIL).await;
    let tokens = tokens(&sandbox).await;
    let hint = tokens["id_token"].as_str().unwrap();
    let foreign = format!("{}A", &hint[..hint.len() - 1]);
    for (pairs, status) in [
        (json!({"post_logout_redirect_uri": bye}), 400),
        (json!({"post_logout_redirect_uri": bye, "client_id": "other"}), 400),
        (json!({"post_logout_redirect_uri": bye, "id_token_hint": "a.b.c"}), 400),
        (json!({"post_logout_redirect_uri": "https://evil.example/", "id_token_hint": hint}), 400),
        (json!({"id_token_hint": foreign + "x"}), 400),
    ] {
        let answer = sandbox.send(form_request("/oidc/session/end", &pairs)).await.unwrap();
        assert_eq!(answer.status(), status, "{pairs}");
        assert!(!answer.headers().contains_key("location"));
    }
    assert!(is_active(&sandbox, &tokens).await, "a refused sign-out ends nothing");
    let by_client = json!({"post_logout_redirect_uri": bye, "client_id": Sandbox::APP_ID});
    let answer = sandbox.send(form_request("/oidc/session/end", &by_client)).await.unwrap();
    assert_eq!(answer.headers()["location"], bye);
}

#[tokio::test]
async fn user_info_takes_the_token_in_one_way() {
    let (sandbox, user) = signed_up().await;
    let tokens = tokens(&sandbox).await;
    let shown = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    for method in ["GET", "POST"] {
        let (status, claims) = send(&sandbox, request(method, "/oidc/me", Some(&shown), "")).await;
        assert_eq!((status, &claims["sub"]), (200, &user["data"]["id"]));
    }
    let mut both = form_request("/oidc/me", &json!({"access_token": tokens["access_token"]}));
    both.headers_mut().insert("authorization", shown.parse().unwrap());
    assert_eq!(send(&sandbox, both).await.0, 400);
    assert_eq!(ask(&sandbox, "/oidc/me", json!({})).await.0, 401);
}
