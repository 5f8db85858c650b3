//! The commands that make and change users, and those that stand for a browser or an app.

use serde_json::{Value, json};

use authing_sandbox::{NewUser, NewUserError, Sandbox};
use authing_types::{Email, Password};

use crate::support::{PASSWORD, code, get, login, post, request, sandbox, send};

async fn control(sandbox: &Sandbox, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    send(sandbox, request(method, &format!("/_sandbox/{path}"), None, &body)).await
}

#[tokio::test]
async fn a_user_is_made_signs_in_is_changed_and_deleted() {
    let sandbox = Sandbox::new();
    let body = json!({
        "username": "ann", "email": "Ann+1@Example.com", "password": PASSWORD,
        "roles": [{"code": "admin", "namespace": "default"}],
        "customData": {"level": 3, "team": "blue"}, "profile": {"nickname": "Annie"},
        "state": {"emailVerified": true},
    });
    let (status, user) = control(&sandbox, "POST", "users", &body).await;
    assert_eq!(status, 200, "{user}");
    assert_eq!(user["email"], "ann+1@example.com");
    assert_eq!(user["customData"], json!({"level": 3, "team": "blue"}));
    assert_eq!((&user["roles"], &user["emailVerified"]), (&json!(["admin"]), &json!(true)));
    assert!(!user.to_string().contains(PASSWORD));

    let signed_in = login(&sandbox, "ann", PASSWORD).await;
    assert_eq!(code(&signed_in), 200);
    assert_eq!(
        (&signed_in["data"]["id"], &signed_in["data"]["nickname"]),
        (&user["id"], &json!("Annie"))
    );

    let by_email = "users/ann%2B1@example.com";
    let sandbox = &sandbox;
    let change = |body: Value| async move { control(sandbox, "POST", by_email, &body).await.1 };
    assert_eq!(change(json!({"blocked": true})).await["blocked"], true);
    assert_eq!(code(&login(sandbox, "ann", PASSWORD).await), 2005);
    change(json!({"blocked": false, "firstLoginReset": true})).await;
    assert_eq!(code(&login(sandbox, "ann", PASSWORD).await), 1639);
    change(json!({"firstLoginReset": false, "forcedPasswordReset": true})).await;
    assert_eq!(code(&login(sandbox, "ann", PASSWORD).await), 2058);
    let changed = change(json!({"forcedPasswordReset": false, "held": "selfUnlock"})).await;
    assert_eq!(changed["held"], "selfUnlock");
    assert_eq!(code(&login(sandbox, "ann", PASSWORD).await), 1643);
    change(json!({"held": null, "password": "4321@Dcba"})).await;
    assert_eq!(code(&login(sandbox, "ann", PASSWORD).await), 2333);
    assert_eq!(code(&login(sandbox, "ann", "4321@Dcba").await), 200);

    assert_eq!(control(sandbox, "DELETE", by_email, &Value::Null).await.0, 200);
    assert_eq!(control(sandbox, "GET", by_email, &Value::Null).await.0, 404);
    assert_eq!(control(sandbox, "DELETE", by_email, &Value::Null).await.0, 404);
    assert_eq!(code(&login(sandbox, "ann", "4321@Dcba").await), 2333);
}

#[tokio::test]
async fn users_come_in_pages() {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c"] {
        let password = Password::parse(PASSWORD).unwrap();
        sandbox.create_user(NewUser::with_username(name, password)).unwrap();
    }
    assert!(sandbox.delete_user("b"));
    let page = get(&sandbox, "/_sandbox/users?page=2&limit=1", None).await;
    assert_eq!((&page["totalCount"], page["users"].as_array().unwrap().len()), (&json!(2), 1));
    assert_eq!(page["users"][0]["username"], "c");
    for wrong in ["page=0", "limit=1001", "limit=x", "limit=-1"] {
        let path = format!("users?{wrong}");
        assert_eq!(control(&sandbox, "GET", &path, &Value::Null).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn users_that_cannot_be_are_refused_with_the_field() {
    let sandbox = Sandbox::new();
    let email = || Email::parse("ann@example.com").unwrap();
    let password = || Password::parse(PASSWORD).unwrap();
    sandbox.create_user(NewUser::with_email(email(), password())).unwrap();
    let again = sandbox.create_user(NewUser::with_email(email(), password()));
    assert_eq!(again.unwrap_err(), NewUserError::Taken("email"));
    assert_eq!(sandbox.create_user(NewUser::default()).unwrap_err(), NewUserError::Nameless);

    for (body, status, place) in [
        (json!({"email": "ANN@example.com"}), 409, "email"),
        (json!({"username": "a@b"}), 400, "username"),
        (json!({"phone": "123"}), 400, "phone"),
        (json!({"username": "bob", "customData": {"tags": [1]}}), 400, "customData"),
        (json!({"username": "bob", "roles": [{"code": 1}]}), 400, "roles[0].code"),
        (json!({"username": "bob", "state": {"blockd": true}}), 400, "state.blockd"),
        (json!({"username": "bob", "password": ""}), 400, "password"),
    ] {
        let (actual, reply) = control(&sandbox, "POST", "users", &body).await;
        let message = reply["message"].as_str().unwrap();
        assert!(actual == status && message.starts_with(place), "{body}: {reply}");
    }
    assert_eq!(sandbox.users(1, 0).total_count, 1, "no refused user was made");
}

#[tokio::test]
async fn a_lock_is_shown_and_can_be_ended() {
    use authing_sandbox::{FailureAction, FailureLimit};
    let sandbox = sandbox(|rules| {
        let hour = std::time::Duration::from_secs(3600);
        rules.failure_limit = Some(FailureLimit::new(1, FailureAction::Lock, hour));
    });
    let ann = NewUser::with_username("ann", Password::parse(PASSWORD).unwrap());
    sandbox.create_user(ann).unwrap();
    login(&sandbox, "ann", "wrong").await;
    assert_eq!(get(&sandbox, "/_sandbox/users/ann", None).await["held"], "lock");
    let unlocked = post(&sandbox, "/_sandbox/users/ann", json!({"unlock": true})).await;
    assert_eq!(unlocked["held"], Value::Null);
    assert_eq!(code(&login(&sandbox, "ann", PASSWORD).await), 200);
}

#[tokio::test]
async fn apps_qr_codes_and_consent_are_at_hand() {
    let sandbox = Sandbox::new();
    let ann = NewUser::with_username("ann", Password::parse(PASSWORD).unwrap());
    sandbox.create_user(ann).unwrap();
    let bound = post(&sandbox, "/_sandbox/users/ann/totp", json!({})).await;
    assert_eq!(bound["secret"].as_str().unwrap().len(), 26);
    let shown = get(&sandbox, "/_sandbox/users/ann/totp", None).await;
    assert_eq!(shown["code"].as_str(), sandbox.totp_code("ann").as_deref());

    let made = post(&sandbox, "/_sandbox/qr-codes", json!({})).await;
    let path = format!("/_sandbox/qr-codes/{}", made["random"].as_str().unwrap());
    assert_eq!(get(&sandbox, &path, None).await, json!({"status": 0}));
    sandbox.clock().advance(std::time::Duration::from_secs(120));
    assert_eq!(get(&sandbox, &path, None).await, json!({"status": -1}));

    post(&sandbox, "/_sandbox/consent", json!({"account": "ann"})).await;
    let nobody = json!({"account": "bob"});
    assert_eq!(control(&sandbox, "POST", "consent", &nobody).await.0, 404);
    for path in ["users/bob/totp", "qr-codes/1"] {
        assert_eq!(control(&sandbox, "GET", path, &Value::Null).await.0, 404, "{path}");
    }
}
