//! The rules of protocol.md 10, by the wire.

use std::time::Duration;

use serde_json::{Value, json};

use authing_sandbox::{FailureAction, FailureLimit, Sandbox, SignUpLimit, UserFlags};
use authing_types::MfaPolicy;

use crate::support::{
    PASSWORD, PHONE, bearer, code, get, login, login_phone, post, register_email, register_phone,
    register_username, request, sandbox, sealed, send, send_sms, sms_code,
};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn addresses_are_unique_whatever_their_case_and_stored_in_lower_case() {
    let sandbox = Sandbox::new();
    let reply = register_email(&sandbox, "Ann@Example.com").await;
    assert_eq!(code(&reply), 200);
    let user = &reply["data"];
    assert_eq!(user["email"], "ann@example.com");
    assert_eq!((&user["emailVerified"], &user["loginsCount"]), (&json!(false), &json!(1)));
    assert_eq!(user["registerSource"], json!(["basic:email"]));
    assert_eq!(user["tokenExpiredAt"], "2026-04-08T08:00:00.000Z");
    assert_eq!(code(&register_email(&sandbox, "ann@example.COM").await), 2026);
    assert_eq!(code(&login(&sandbox, "ANN@EXAMPLE.COM", PASSWORD).await), 200);
}

#[tokio::test]
async fn malformed_addresses_are_2003_or_400_by_a_switch() {
    assert_eq!(code(&register_email(&Sandbox::new(), "ann").await), 2003);
    let compatible = sandbox(|settings| settings.malformed_email_is_400 = true);
    assert_eq!(code(&register_email(&compatible, "ann").await), 400);
}

#[tokio::test]
async fn user_names_are_unique_and_differ_by_case() {
    let sandbox = Sandbox::new();
    assert_eq!(code(&register_username(&sandbox, "Ann").await), 200);
    assert_eq!(code(&register_username(&sandbox, "Ann").await), 2026);
    assert_eq!(code(&register_username(&sandbox, "ann").await), 200);
    assert_eq!(code(&login(&sandbox, "ANN", PASSWORD).await), 2333);
    assert_eq!(code(&register_username(&sandbox, "a@b").await), 400);
    assert_eq!(code(&register_username(&sandbox, &"x".repeat(65)).await), 400);
}

#[tokio::test]
async fn a_sign_up_without_force_login_gives_no_token() {
    let sandbox = Sandbox::new();
    let body = json!({"email": "a@b.cc", "password": sealed(&sandbox, PASSWORD)});
    let reply = post(&sandbox, "/api/v2/register/email", body).await;
    assert_eq!(reply["data"]["token"], Value::Null);
    assert_eq!(reply["data"]["loginsCount"], 0);
    assert_eq!(login(&sandbox, "a@b.cc", PASSWORD).await["data"]["loginsCount"], 1);
}

#[tokio::test]
async fn sign_up_can_be_closed_also_for_automatic_sign_up() {
    let sandbox = sandbox(|settings| settings.register_disabled = true);
    assert_eq!(code(&register_email(&sandbox, "a@b.cc").await), 2031);
    assert_eq!(code(&register_username(&sandbox, "ann").await), 2031);
    let sms = sms_code(&sandbox, PHONE).await;
    assert_eq!(code(&register_phone(&sandbox, PHONE, &sms).await), 2031);
    let body =
        json!({"account": "a", "password": sealed(&sandbox, PASSWORD), "autoRegister": true});
    assert_eq!(code(&post(&sandbox, "/api/v2/login/account", body).await), 2031);
    let body = json!({"phone": PHONE, "code": sms, "autoRegister": true});
    assert_eq!(code(&post(&sandbox, "/api/v2/login/phone-code", body).await), 2031);
}

#[tokio::test]
async fn weak_passwords_are_2029_by_the_pools_strength() {
    for (strength, weak, strong) in
        [(1, "12345", "123456"), (2, "123456", "12345a"), (3, "12345a", "1234a!")]
    {
        let sandbox = sandbox(|settings| settings.password_strength = strength);
        let register = |name: &'static str, password: &'static str| {
            let body = json!({"username": name, "password": sealed(&sandbox, password)});
            let sandbox = sandbox.clone();
            async move { code(&post(&sandbox, "/api/v2/register/username", body).await) }
        };
        assert_eq!(register("weak", weak).await, 2029, "{strength}");
        assert_eq!(register("strong", strong).await, 200, "{strength}");
    }
}

#[tokio::test]
async fn sign_ups_are_limited_when_the_pool_says_so() {
    let sandbox =
        sandbox(|settings| settings.sign_up_limit = Some(SignUpLimit::new(2, 5 * MINUTE)));
    assert_eq!(code(&register_username(&sandbox, "a").await), 200);
    assert_eq!(code(&register_username(&sandbox, "a").await), 2026, "does not count");
    assert_eq!(code(&register_username(&sandbox, "b").await), 200);
    assert_eq!(code(&register_username(&sandbox, "c").await), 2100);
    sandbox.clock().advance(5 * MINUTE);
    assert_eq!(code(&register_username(&sandbox, "c").await), 200);
}

#[tokio::test]
async fn codes_work_once_live_a_minute_and_die_of_wrong_tries() {
    let sandbox = Sandbox::new();
    let sms = sms_code(&sandbox, PHONE).await;
    assert_eq!(sms.len(), 4);
    let wrong = if sms == "0000" { "1111" } else { "0000" };
    assert_eq!(code(&register_phone(&sandbox, PHONE, wrong).await), 2001);
    let reply = register_phone(&sandbox, PHONE, &sms).await;
    assert_eq!((code(&reply), &reply["data"]["phoneVerified"]), (200, &json!(true)));
    assert_eq!(code(&login_phone(&sandbox, PHONE, &sms).await), 2001, "used up");

    sandbox.clock().advance(MINUTE);
    let sms = sms_code(&sandbox, PHONE).await;
    sandbox.clock().advance(MINUTE - Duration::from_secs(1));
    assert_eq!(code(&login_phone(&sandbox, PHONE, &sms).await), 200);

    sandbox.clock().advance(MINUTE);
    let sms = sms_code(&sandbox, PHONE).await;
    sandbox.clock().advance(MINUTE);
    assert_eq!(code(&login_phone(&sandbox, PHONE, &sms).await), 2300);

    let sms = sms_code(&sandbox, PHONE).await;
    for _ in 0..5 {
        assert_eq!(code(&login_phone(&sandbox, PHONE, "x").await), 2001);
    }
    assert_eq!(code(&login_phone(&sandbox, PHONE, &sms).await), 2001, "dead");
}

#[tokio::test]
async fn a_code_is_bound_to_its_number_and_survives_a_refused_sign_up() {
    let sandbox = Sandbox::new();
    let sms = sms_code(&sandbox, PHONE).await;
    assert_eq!(code(&register_phone(&sandbox, PHONE, &sms).await), 200);
    sandbox.clock().advance(MINUTE);
    let sms = sms_code(&sandbox, PHONE).await;
    assert_eq!(code(&register_phone(&sandbox, PHONE, &sms).await), 2026);
    assert_eq!(code(&login_phone(&sandbox, "18812348889", &sms).await), 2001);
    assert_eq!(code(&login_phone(&sandbox, PHONE, &sms).await), 200);
}

#[tokio::test]
async fn messages_to_one_number_are_a_minute_apart() {
    let sandbox = Sandbox::new();
    assert_eq!(code(&send_sms(&sandbox, PHONE).await), 200);
    assert_eq!(code(&send_sms(&sandbox, PHONE).await), 2080);
    assert_eq!(code(&send_sms(&sandbox, "18812348889").await), 200);
    sandbox.clock().advance(MINUTE);
    assert_eq!(code(&send_sms(&sandbox, PHONE).await), 200);
    assert_eq!(sandbox.outbox().count(), 3);
}

#[tokio::test]
async fn malformed_numbers_are_500_and_other_countries_have_their_own() {
    let sandbox = Sandbox::new();
    for malformed in ["123", "1881234888a", "28812348888", "188123488889", ""] {
        assert_eq!(code(&send_sms(&sandbox, malformed).await), 500, "{malformed}");
    }
    let abroad = json!({"phone": "2025550123", "phoneCountryCode": "+1"});
    assert_eq!(code(&post(&sandbox, "/api/v2/sms/send", abroad.clone()).await), 200);
    let sms = sandbox.outbox().last_code("2025550123").unwrap();
    let mut body = abroad;
    body["code"] = json!(sms.expose_secret());
    body["forceLogin"] = json!(true);
    let reply = post(&sandbox, "/api/v2/register/phone-code", body).await;
    assert_eq!(reply["data"]["phone"], "2025550123");
    assert_eq!(reply["data"]["phoneCountryCode"], "+1");
}

#[tokio::test]
async fn unknown_accounts_and_wrong_passwords_look_alike_unless_the_pool_tells() {
    let quiet = Sandbox::new();
    register_username(&quiet, "ann").await;
    let (unknown, wrong) = (login(&quiet, "bob", PASSWORD).await, login(&quiet, "ann", "x").await);
    assert_eq!(unknown, wrong);
    assert_eq!(code(&wrong), 2333);

    let telling = sandbox(|settings| settings.tells_unknown_account = true);
    register_username(&telling, "ann").await;
    assert_eq!(code(&login(&telling, "bob", PASSWORD).await), 2004);
    assert_eq!(code(&login(&telling, "ann", "x").await), 2006);
}

#[tokio::test]
async fn identifiers_are_looked_for_as_user_name_then_address_then_phone() {
    let sandbox = Sandbox::new();
    register_email(&sandbox, "ann@example.com").await;
    let sms = sms_code(&sandbox, PHONE).await;
    let body = json!({
        "phone": PHONE, "code": sms, "password": sealed(&sandbox, PASSWORD), "forceLogin": true
    });
    assert_eq!(code(&post(&sandbox, "/api/v2/register/phone-code", body).await), 200);
    assert_eq!(login(&sandbox, PHONE, PASSWORD).await["data"]["phone"], PHONE);
    register_username(&sandbox, PHONE).await;
    assert_eq!(login(&sandbox, PHONE, PASSWORD).await["data"]["username"], PHONE);
}

#[tokio::test]
async fn automatic_sign_up_creates_what_the_account_looks_like() {
    let sandbox = Sandbox::new();
    let auto = |account: &'static str| {
        let body = json!({
            "account": account, "password": sealed(&sandbox, PASSWORD), "autoRegister": true
        });
        let sandbox = sandbox.clone();
        async move { post(&sandbox, "/api/v2/login/account", body).await }
    };
    assert_eq!(auto("Ann@Example.com").await["data"]["email"], "ann@example.com");
    assert_eq!(auto("ann").await["data"]["username"], "ann");
    let sms = sms_code(&sandbox, PHONE).await;
    assert_eq!(code(&login_phone(&sandbox, PHONE, &sms).await), 2004);
    let body = json!({"phone": PHONE, "code": sms, "autoRegister": true});
    assert_eq!(post(&sandbox, "/api/v2/login/phone-code", body).await["data"]["phone"], PHONE);
}

#[tokio::test]
async fn failures_are_counted_and_end_by_the_clock() {
    for (action, expected) in [
        (FailureAction::Captcha, 2000),
        (FailureAction::Lock, 2005),
        (FailureAction::LockAfterFailures, 2057),
        (FailureAction::SelfUnlock, 1643),
    ] {
        let sandbox = sandbox(|settings| {
            settings.failure_limit = Some(FailureLimit::new(2, action, MINUTE));
        });
        register_username(&sandbox, "ann").await;
        assert_eq!(login(&sandbox, "ann", "x").await["data"]["remainCount"], 1);
        assert_eq!(login(&sandbox, "ann", "x").await["data"]["remainCount"], 0);
        assert_eq!(code(&login(&sandbox, "ann", PASSWORD).await), expected);
        sandbox.clock().advance(MINUTE);
        assert_eq!(code(&login(&sandbox, "ann", "x").await), 2333);
        assert_eq!(code(&login(&sandbox, "ann", PASSWORD).await), 200);
        assert_eq!(login(&sandbox, "ann", "x").await["data"]["remainCount"], 1, "counts anew");
    }
}

#[tokio::test]
async fn what_an_administrator_set_decides_the_sign_in() {
    let flag = |set: fn(&mut UserFlags)| {
        let mut flags = UserFlags::default();
        set(&mut flags);
        flags
    };
    let table = [
        (flag(|flags| flags.blocked = true), 2005),
        (flag(|flags| flags.forced_password_reset = true), 2058),
        (flag(|flags| flags.unsafe_password = true), 2071),
        (flag(|flags| flags.first_login_reset = true), 1639),
        (flag(|flags| flags.personal_mfa = true), 1635),
    ];
    let sandbox = Sandbox::new();
    register_username(&sandbox, "ann").await;
    for (flags, expected) in table {
        assert!(sandbox.set_flags("ann", flags));
        let reply = login(&sandbox, "ann", PASSWORD).await;
        assert_eq!(code(&reply), expected);
        assert_eq!(code(&login(&sandbox, "ann", "x").await), 2333, "only the owner learns more");
        match expected {
            1639 => assert!(reply["data"]["token"].is_string()),
            1635 => assert_eq!(reply["data"]["totpMfaEnabled"], true),
            _ => assert_eq!(reply["data"], Value::Null),
        }
    }
    assert!(!sandbox.set_flags("nobody", UserFlags::default()));
}

#[tokio::test]
async fn the_pool_may_ask_for_more_before_a_sign_in() {
    let verified = sandbox(|settings| settings.requires_verified_email = true);
    assert_eq!(code(&register_email(&verified, "a@b.cc").await), 2042);
    assert!(verified.verify_email("A@b.cc"));
    assert_eq!(code(&login(&verified, "a@b.cc", PASSWORD).await), 200);

    let profiled = sandbox(|settings| settings.required_profile_fields = vec!["email".into()]);
    assert_eq!(code(&register_username(&profiled, "ann").await), 1642);
    assert_eq!(code(&register_email(&profiled, "a@b.cc").await), 200);

    let mfa = sandbox(|settings| settings.mfa_policies = vec![MfaPolicy::Sms, MfaPolicy::Otp]);
    let reply = register_username(&mfa, "ann").await;
    assert_eq!(code(&reply), 1636);
    assert!(reply["data"]["mfaToken"].is_string());
    assert_eq!(
        reply["data"]["applicationMfa"],
        json!([
            {"mfaPolicy": "SMS", "status": 1, "sort": 0},
            {"mfaPolicy": "OTP", "status": 1, "sort": 1},
        ])
    );
    let mfa_token = format!("Bearer {}", reply["data"]["mfaToken"].as_str().unwrap());
    assert_eq!(code(&get(&mfa, "/api/v2/users/me", Some(&mfa_token)).await), 2020);
}

#[tokio::test]
async fn the_current_user_comes_with_the_callers_token_or_2020() {
    let sandbox = Sandbox::new();
    let token = bearer(&register_username(&sandbox, "ann").await);
    let me = "/api/v2/users/me";
    let reply = get(&sandbox, me, Some(&token)).await;
    assert_eq!(bearer(&reply), token);
    let bare = token.strip_prefix("Bearer ").unwrap();
    assert_eq!(code(&get(&sandbox, me, Some(bare)).await), 200);
    for dead in [None, Some("Bearer"), Some("Bearer x"), Some("null"), Some("Bearer null")] {
        assert_eq!(code(&get(&sandbox, me, dead).await), 2020, "{dead:?}");
    }
    sandbox.clock().advance(Duration::from_secs(14 * 24 * 60 * 60));
    assert_eq!(code(&get(&sandbox, me, Some(&token)).await), 2020, "expired");
}

#[tokio::test]
async fn a_sign_out_ends_this_session_or_all() {
    let sandbox = Sandbox::new();
    register_username(&sandbox, "ann").await;
    let (one, two) = (
        bearer(&login(&sandbox, "ann", PASSWORD).await),
        bearer(&login(&sandbox, "ann", PASSWORD).await),
    );
    assert_ne!(one, two);
    let logout = "/api/v2/logout?app_id=5f00000000000000000000b2";
    let me = "/api/v2/users/me";
    assert_eq!(code(&get(&sandbox, logout, Some(&one)).await), 200);
    assert_eq!(code(&get(&sandbox, me, Some(&one)).await), 2020);
    assert_eq!(code(&get(&sandbox, logout, Some(&one)).await), 1010001);
    assert_eq!(code(&get(&sandbox, me, Some(&two)).await), 200);
    assert_eq!(code(&get(&sandbox, logout, None).await), 200);

    let three = bearer(&login(&sandbox, "ann", PASSWORD).await);
    let everywhere = format!("{logout}&only_self=false");
    assert_eq!(code(&get(&sandbox, &everywhere, Some(&two)).await), 200);
    assert_eq!(code(&get(&sandbox, me, Some(&three)).await), 2020);
}

#[tokio::test]
async fn requests_must_name_this_pool_and_this_application() {
    let sandbox = Sandbox::new();
    let mut wrong = request("GET", "/api/v2/users/me", None, "");
    wrong.headers_mut().insert("x-authing-userpool-id", "other".parse().unwrap());
    assert_eq!(code(&send(&sandbox, wrong).await.1), 2224);
    let mut wrong = request("GET", "/api/v2/users/me", None, "");
    wrong.headers_mut().remove("x-authing-app-id");
    assert_eq!(code(&send(&sandbox, wrong).await.1), 2011);
}

#[tokio::test]
async fn passwords_must_be_encrypted_with_the_sandboxs_key() {
    let sandbox = Sandbox::new();
    register_username(&sandbox, "ann").await;
    for clear in [PASSWORD, "", "AAAA"] {
        let body = json!({"account": "ann", "password": clear});
        assert_eq!(code(&post(&sandbox, "/api/v2/login/account", body).await), 2016);
    }
}

#[tokio::test]
async fn messages_follow_the_language_of_the_request() {
    let sandbox = Sandbox::new();
    let mut chinese = request("GET", "/api/v2/users/me", None, "");
    chinese.headers_mut().insert("x-authing-lang", "zh-CN".parse().unwrap());
    assert_eq!(send(&sandbox, chinese).await.1["message"], "尚未登录");
    assert_eq!(get(&sandbox, "/api/v2/users/me", None).await["message"], "not signed in");
}

#[tokio::test]
async fn the_public_configuration_shows_the_rules() {
    let sandbox = sandbox(|settings| {
        settings.verify_code_length = 6;
        settings.register_disabled = true;
    });
    let path = "/api/v2/applications/5f00000000000000000000b2/public-config";
    let config = &get(&sandbox, path, None).await["data"];
    assert_eq!(config["id"], Sandbox::APP_ID);
    assert_eq!(config["publicKey"], sandbox.public_key());
    assert_eq!(
        (&config["verifyCodeLength"], &config["registerDisabled"]),
        (&json!(6), &json!(true))
    );
    assert_eq!(sms_code(&sandbox, PHONE).await.len(), 6);
    let other = "/api/v2/applications/other/public-config";
    assert_eq!(code(&get(&sandbox, other, None).await), 2011);
}
