//! The sign-in page and the authorize URL (protocol.md B14, section 10), judged by the wire.

use authing_sandbox::{Sandbox, UserFlags};
use serde_json::{Value, json};

use authing_transport::Transport as _;

use crate::oidc_support::{EMAIL, REDIRECT, by_code, form_request, query, returned, visit};
use crate::support::{PASSWORD, code, get, register_email, request, sandbox, send};

async fn submit(sandbox: &Sandbox, query: &str, password: &str) -> http::Response<bytes::Bytes> {
    let filled = json!({"visit": query, "account": EMAIL, "password": password});
    sandbox.send(form_request("/oidc/sign-in", &filled)).await.unwrap()
}

fn text(response: &http::Response<bytes::Bytes>) -> &str {
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    std::str::from_utf8(response.body()).unwrap()
}

#[tokio::test]
async fn a_user_signs_in_on_the_page() {
    let sandbox = Sandbox::new();
    let user = register_email(&sandbox, EMAIL).await;
    let query = query(&[]);
    let page = visit(&sandbox, &format!("/oidc/auth?{query}")).await;
    assert_eq!(page.status(), 200);
    assert!(text(&page).contains("name=\"password\""));

    let wrong = submit(&sandbox, &query, "Wrong@123").await;
    assert_eq!(wrong.status(), 200);
    assert!(text(&wrong).contains("2333") && text(&wrong).contains("name=\"password\""));
    assert!(!text(&wrong).contains("Wrong@123"));

    let back = returned(&submit(&sandbox, &query, PASSWORD).await);
    assert_eq!(back["state"], "st4te");
    let asked = form_request("/oidc/token", &by_code(&back["code"]));
    let (status, tokens) = send(&sandbox, asked).await;
    assert_eq!(status, 200, "{tokens}");
    let shown = format!("Bearer {}", tokens["id_token"].as_str().unwrap());
    let read = get(&sandbox, "/api/v2/users/me", Some(&shown)).await;
    assert_eq!(
        (&read["data"]["id"], &read["data"]["loginsCount"]),
        (&user["data"]["id"], &json!(2))
    );
}

#[tokio::test]
async fn who_consents_is_chosen_over_http_too() {
    let sandbox = Sandbox::new();
    register_email(&sandbox, EMAIL).await;
    let consent = async |body: Value| {
        let chosen = request("POST", "/_sandbox/consent", None, &body.to_string());
        send(&sandbox, chosen).await.0
    };
    let authorize = format!("/oidc/auth?{}", query(&[]));
    assert_eq!(consent(json!({"account": EMAIL})).await, 200);
    assert!(returned(&visit(&sandbox, &authorize).await)["code"].is_string());
    for (body, status) in [
        (json!({"account": "nobody"}), 404),
        (json!({}), 400),
        (json!({"account": 1}), 400),
        (json!({"acount": null}), 400),
    ] {
        assert_eq!(consent(body).await, status);
    }
    assert_eq!(visit(&sandbox, &authorize).await.status(), 302, "a refusal changes nothing");
    assert_eq!(consent(json!({"account": null})).await, 200);
    assert_eq!(visit(&sandbox, &authorize).await.status(), 200);
    sandbox.authorize_as(EMAIL);
    sandbox.authorize_as_nobody();
    assert_eq!(visit(&sandbox, &authorize).await.status(), 200);
}

#[tokio::test]
async fn the_page_runs_no_script_and_leads_nowhere_else() {
    let sandbox = Sandbox::new();
    let evil = "\"><script>alert(1)</script>";
    let page = visit(&sandbox, &format!("/oidc/auth?{}", query(&[("state", evil)]))).await;
    assert!(!text(&page).contains("<script") && !text(&page).contains("\"><s"));
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    for part in
        ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self' https://app.example"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"));
    assert_eq!(page.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn what_keeps_a_user_from_signing_in_is_told_on_the_page() {
    let sandbox = Sandbox::new();
    register_email(&sandbox, EMAIL).await;
    let mut flags = UserFlags::default();
    flags.blocked = true;
    sandbox.set_flags(EMAIL, flags);
    assert!(text(&submit(&sandbox, &query(&[]), PASSWORD).await).contains("2005"));
    flags.blocked = false;
    flags.first_login_reset = true;
    sandbox.set_flags(EMAIL, flags);
    assert!(text(&submit(&sandbox, &query(&[]), PASSWORD).await).contains("1639"));
}

/// The error that a browser is sent back with.
async fn sent_back(sandbox: &Sandbox, query: &str) -> Value {
    let by_get = returned(&visit(sandbox, &format!("/oidc/auth?{query}")).await);
    let by_form = returned(&submit(sandbox, query, PASSWORD).await);
    assert_eq!((&by_get, &by_get["state"]), (&by_form, &json!("st4te")));
    by_get["error"].clone()
}

#[tokio::test]
async fn refusals_are_sent_back_to_the_application() {
    let sandbox = Sandbox::new();
    register_email(&sandbox, EMAIL).await;
    for (change, error) in [
        (("prompt", "none login"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("response_mode", "fragment"), "invalid_request"),
        (("max_age", "soon"), "invalid_request"),
        (("request", "e30.e30."), "request_not_supported"),
        (("request_uri", "https://app.example/r"), "request_uri_not_supported"),
        (("response_type", "code token"), "unsupported_response_type"),
        (("scope", "email"), "invalid_scope"),
    ] {
        assert_eq!(sent_back(&sandbox, &query(&[change])).await, error, "{change:?}");
    }
    let twice = format!("{}&scope=openid", query(&[]));
    assert_eq!(sent_back(&sandbox, &twice).await, "invalid_request");
    let silent = visit(&sandbox, &format!("/oidc/auth?{}", query(&[("prompt", "none")]))).await;
    assert_eq!(returned(&silent)["error"], "login_required");
}

#[tokio::test]
async fn a_browser_is_sent_to_registered_uris_only() {
    let sandbox = sandbox(|rules| rules.redirect_uris = vec![REDIRECT.to_owned()]);
    register_email(&sandbox, EMAIL).await;
    sandbox.authorize_as(EMAIL);
    for (change, status) in [
        (("redirect_uri", REDIRECT), 302),
        (("redirect_uri", "https://app.example/cb/"), 400),
        (("redirect_uri", "https://app.example.evil/cb"), 400),
        (("redirect_uri", ""), 400),
        (("client_id", "other"), 400),
    ] {
        let query = query(&[change]);
        let by_get = visit(&sandbox, &format!("/oidc/auth?{query}")).await;
        let by_form = submit(&sandbox, &query, PASSWORD).await;
        for answer in [by_get, by_form] {
            assert_eq!(answer.status(), status, "{change:?}");
            assert_eq!(answer.headers().contains_key("location"), status == 302, "{change:?}");
        }
    }
    let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example%2F", query(&[]));
    assert_eq!(visit(&sandbox, &format!("/oidc/auth?{twice}")).await.status(), 400);
    // Where none is registered any will do, but never a script.
    let open = Sandbox::new();
    let script = query(&[("redirect_uri", "JavaScript:alert(1)")]);
    assert_eq!(visit(&open, &format!("/oidc/auth?{script}")).await.status(), 400);
}

#[tokio::test]
async fn the_authorize_url_takes_a_form_too() {
    let sandbox = Sandbox::new();
    register_email(&sandbox, EMAIL).await;
    sandbox.authorize_as(EMAIL);
    let posted: serde_json::Map<_, _> = form_urlencoded::parse(query(&[]).as_bytes())
        .into_owned()
        .map(|(key, value)| (key, Value::from(value)))
        .collect();
    let answer = sandbox.send(form_request("/oidc/auth", &posted.into())).await.unwrap();
    assert!(returned(&answer)["code"].is_string());
}

#[tokio::test]
async fn wrong_passwords_on_the_page_count_like_others() {
    use authing_sandbox::{FailureAction, FailureLimit};
    let hour = std::time::Duration::from_secs(3600);
    let sandbox = sandbox(|rules| {
        rules.failure_limit = Some(FailureLimit::new(2, FailureAction::LockAfterFailures, hour));
    });
    register_email(&sandbox, EMAIL).await;
    for _ in 0..2 {
        assert!(text(&submit(&sandbox, &query(&[]), "Wrong@123").await).contains("2333"));
    }
    assert!(text(&submit(&sandbox, &query(&[]), PASSWORD).await).contains("2057"));
    let by_v2 = crate::support::login(&sandbox, EMAIL, PASSWORD).await;
    assert_eq!(code(&by_v2), 2057);
}
