//! Input that no client would send gets a clear refusal.

use proptest::prelude::*;
use serde_json::json;

use authing_sandbox::Sandbox;
use authing_transport::Transport;

use crate::support::{request, send};

const PATHS: [(&str, &str); 6] = [
    ("POST", "/api/v2/register/email"),
    ("POST", "/api/v2/register/phone-code"),
    ("POST", "/api/v2/login/account"),
    ("POST", "/api/v2/sms/send"),
    ("POST", "/_sandbox/clock"),
    ("GET", "/api/v2/users/me"),
];

#[tokio::test]
async fn bodies_that_are_no_json_object_are_http_400() {
    let sandbox = Sandbox::new();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in ["{", "[]", "\"x\"", "{\"email\": \"\u{0}\"", deep.as_str()] {
        let (status, reply) =
            send(&sandbox, request("POST", "/api/v2/register/email", None, body)).await;
        assert_eq!((status, &reply["code"]), (400, &json!(400)), "{reply}");
    }
}

#[tokio::test]
async fn missing_and_mistyped_parameters_are_named() {
    let sandbox = Sandbox::new();
    let reply = send(&sandbox, request("POST", "/api/v2/login/account", None, "{}")).await.1;
    assert_eq!(reply["code"], 400);
    assert!(reply["message"].as_str().unwrap().contains("`account`"), "{reply}");
    for empty in ["", "null"] {
        let reply = send(&sandbox, request("POST", "/api/v2/sms/send", None, empty)).await.1;
        assert!(reply["message"].as_str().unwrap().contains("`phone`"), "{reply}");
    }
}

#[tokio::test]
async fn unknown_paths_name_the_nearest_operation() {
    let sandbox = Sandbox::new();
    let (status, reply) = send(&sandbox, request("GET", "/api/v2/user/me", None, "")).await;
    assert_eq!((status, &reply["code"]), (404, &json!(404)));
    assert_eq!(reply["data"]["nearest"]["name"], "current_user");
    let told = "no operation at GET /api/v2/user/me; the nearest is GET /api/v2/users/me";
    assert_eq!(reply["message"], told);
    assert!(reply["data"]["supported"].as_array().unwrap().len() >= 9);
    let (status, _) = send(&sandbox, request("PUT", "/api/v2/users/me", None, "")).await;
    assert_eq!(status, 404);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_body_and_token_get_a_json_answer(
        which in 0..PATHS.len(),
        body in any::<Vec<u8>>(),
        token in proptest::option::of("[ -~]{0,40}"),
    ) {
        let (method, path) = PATHS[which];
        let mut request = request(method, path, token.as_deref(), "");
        *request.body_mut() = body.into();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let response = runtime.block_on(Sandbox::new().send(request)).unwrap();
        let reply: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
        prop_assert!(reply.is_object());
    }
}
