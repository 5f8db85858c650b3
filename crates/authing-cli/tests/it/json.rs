//! The shape of `--json`, and what never is in it.

use authing::transport::{InMemoryTransport, json_response};
use authing_sandbox::Sandbox;
use http::{Method, StatusCode};

use crate::support::{EMAIL, Hosted, PASSWORD, PHONE, Shell};

#[test]
fn a_value_has_the_services_own_names_and_no_token() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    let run =
        shell.run_with_input(&["register-by-email", EMAIL, "--password-stdin", "--json"], PASSWORD);
    let json = run.json();
    assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["data"]);
    for key in ["id", "userPoolId", "registerSource", "tokenExpiredAt", "loginsCount"] {
        assert!(json["data"].get(key).is_some(), "{key}");
    }
    assert!(json["data"].get("token").is_none());

    let stored = std::fs::read_to_string(shell.path("s.json")).unwrap();
    let stored: serde_json::Value = serde_json::from_str(&stored).unwrap();
    let token = find_token(&stored).expect("the session is kept");
    for command in [&["current-user", "--json"][..], &["current-user"]] {
        let run = shell.run(command);
        assert_eq!(run.exit, 0, "{run:?}");
        assert!(!run.stdout.contains(token) && !run.stderr.contains(token));
    }
    let shown = shell.run(&["current-user", "--json", "--show-secrets"]);
    assert_eq!(shown.json()["data"]["token"], token);
}

/// The first text that looks like a JSON Web Token.
fn find_token(value: &serde_json::Value) -> Option<&str> {
    match value {
        serde_json::Value::String(text) => text.starts_with("eyJ").then_some(text.as_str()),
        serde_json::Value::Array(items) => items.iter().find_map(find_token),
        serde_json::Value::Object(map) => map.values().find_map(find_token),
        _ => None,
    }
}

#[test]
fn people_read_aligned_lines_in_the_order_of_the_documentation() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    shell.register();
    let run = shell.run(&["current-user"]);
    assert!(run.stdout.starts_with("id "), "{}", run.stdout);
    let column = |key: &str| {
        let line = run.stdout.lines().find(|line| line.starts_with(key)).unwrap();
        line.len() - line[key.len()..].trim_start().len()
    };
    assert_eq!(column("email "), column("registerSource "));
    assert_eq!(column("id "), column("userPoolId "));
}

#[test]
fn nothing_to_show_is_null_or_a_word() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    assert_eq!(shell.run(&["send-sms", PHONE, "--json"]).stdout, "{\"data\":null}\n");
    assert_eq!(shell.run(&["send-sms", "18812340000"]).stdout, "sent\n");
    assert_eq!(shell.run(&["logout"]).stdout, "signed out\n");
}

#[test]
fn the_public_configuration_shows_its_key() {
    let hosted = Hosted::start(Sandbox::new());
    let json = Shell::at(&hosted.url).run(&["public-config", "--json"]).json();
    assert_eq!(json["data"]["publicKey"], hosted.service.public_key());
}

#[test]
fn usage_errors_are_json_too_where_json_was_asked_for() {
    for arguments in [
        &["--json"][..],
        &["--json", "frobnicate"],
        &["register-by-email", "--json"],
        &["login-by-account", EMAIL, "--jsno", "--json"],
    ] {
        let run = Shell::new().run(arguments);
        assert_eq!(run.exit, 2, "{run:?}");
        let json = run.json();
        let error = json["error"].as_object().unwrap();
        assert_eq!(error.keys().collect::<Vec<_>>(), ["code", "hint", "message", "name"]);
        assert!(error["code"].is_null() && error["name"].is_null());
        let message = error["message"].as_str().unwrap();
        assert!(!message.is_empty() && !message.contains('\n'), "{message}");
    }
}

#[test]
fn a_password_typed_as_an_argument_is_not_repeated() {
    for arguments in [
        &["login-by-account", EMAIL, "hunter2"][..],
        &["login-by-account", EMAIL, "--password-stdin=hunter2"],
        &["login-by-account", EMAIL, "--password=hunter2"],
        &["login-by-account", EMAIL, "--password", "hunter2"],
        &["register-by-phone-code", PHONE, "1234", "--password=hunter2"],
        &["register-by-phone-code", PHONE, "1234", "--password", "hunter2"],
    ] {
        for json in [&[][..], &["--json"]] {
            let run = Shell::new().run(&[arguments, json].concat());
            assert_eq!(run.exit, 2, "{run:?}");
            assert!(!format!("{run:?}").contains("hunter2"), "{run:?}");
        }
    }
}

#[test]
fn a_binding_tells_its_ways_without_its_key_and_without_tokens() {
    let answer = r#"{"code":1641,"message":"bind","data":{"key":"canary-key","methods":["create"],
        "accounts":[{"id":"5f00000000000000000000c3","nickname":"Ann","token":"canary-token"}]}}"#;
    let service =
        InMemoryTransport::new().route(Method::POST, "/api/v2/login/phone-code", move |_| {
            json_response(StatusCode::OK, answer)
        });
    let hosted = Hosted::start(service);
    let shell = Shell::at(&hosted.url);
    for json in [&[][..], &["--json"]] {
        let run = shell.run(&[&["login-by-phone-code", PHONE, "1234"], json].concat());
        assert_eq!(run.exit, 5, "{run:?}");
        assert!(run.stdout.contains("create") && run.stdout.contains("Ann"), "{run:?}");
        assert!(!format!("{run:?}").contains("canary"), "{run:?}");
    }
    let login = ["login-by-phone-code", PHONE, "1234", "--json", "--show-secrets"];
    let next = shell.run(&login).json()["next"].clone();
    assert_eq!((next["code"].as_i64(), next["key"].as_str()), (Some(1641), Some("canary-key")));
}

#[test]
fn an_answer_that_is_no_json_is_3_and_cannot_steer_the_terminal() {
    let service = InMemoryTransport::new().route(Method::POST, "/api/v2/sms/send", |_| {
        let mut response = json_response(StatusCode::BAD_GATEWAY, "");
        *response.body_mut() = "<b>\u{1b}]0;gotcha\u{7}".into();
        response
    });
    let hosted = Hosted::start(service);
    let shell = Shell::at(&hosted.url);
    let run = shell.run(&["send-sms", PHONE]);
    assert_eq!(run.exit, 3, "{run:?}");
    assert!(!run.stderr.contains('\u{1b}') && !run.stderr.contains('\u{7}'), "{run:?}");
    assert_eq!(shell.run(&["send-sms", PHONE, "--json"]).exit, 3);
}

#[test]
fn messages_come_in_the_language_that_was_asked_for() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url).variable("AUTHING_PASSWORD", PASSWORD);
    let run = shell.run(&["login-by-account", EMAIL, "--json", "--lang", "zh-CN"]);
    assert_eq!(run.json()["error"]["message"], "账号或密码错误");
}
