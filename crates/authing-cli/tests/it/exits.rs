//! The exit code of each class of failure, and the code in the answer.

use authing::types::MfaPolicy;
use authing_sandbox::{Sandbox, Settings, UserFlags};
use serde_json::Value;

use crate::support::{EMAIL, Hosted, PASSWORD, Run, Shell};

fn login(shell: &Shell, password: &str) -> Run {
    shell.run_with_input(&["login-by-account", EMAIL, "--password-stdin", "--json"], password)
}

fn error(run: &Run) -> Value {
    run.json()["error"].clone()
}

#[test]
fn a_refusal_of_the_service_is_1() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    shell.register();
    let run = login(&shell, "wrong");
    assert_eq!(run.exit, 1, "{run:?}");
    let error = error(&run);
    assert_eq!(error["code"], 2333);
    assert_eq!(error["name"], "wrong_account_or_password");
    assert!(!error["message"].as_str().unwrap().is_empty());
    assert_eq!(error["hint"], "correct the account or the password");
}

#[test]
fn malformed_input_is_2_with_the_code_that_the_service_would_give() {
    // Nobody listens there: nothing is sent.
    let shell = Shell::at("http://127.0.0.1:1").variable("AUTHING_PASSWORD", PASSWORD);
    for (arguments, code, field) in [
        (&["register-by-email", "ann.example.com"][..], 2003, "email"),
        (&["send-sms", "call me"], 500, "phone"),
        (&["send-sms", PHONE_OF_NOBODY, "--phone-country-code", "86"], 500, "phoneCountryCode"),
        (&["login-by-phone-code", PHONE_OF_NOBODY, "12 34"], 2001, "code"),
        // Not the code of the value but that of the operation: an account like any wrong one.
        (&["login-by-account", ""], 2333, "account"),
    ] {
        let run = shell.run(&[arguments, &["--json"]].concat());
        assert_eq!(run.exit, 2, "{run:?}");
        assert_eq!(error(&run)["code"], code, "{run:?}");
        let message = error(&run)["message"].to_string();
        assert!(message.contains(field), "{message}");
    }
}

const PHONE_OF_NOBODY: &str = "18800000000";

#[test]
fn an_over_long_password_is_2() {
    let hosted = Hosted::start(Sandbox::new());
    let run = login(&Shell::at(&hosted.url), &"x".repeat(118));
    assert_eq!((run.exit, error(&run)["code"].as_i64()), (2, Some(400)), "{run:?}");
}

#[test]
fn bad_settings_are_2_and_say_what_to_do() {
    for (arguments, told) in [
        (&["public-config"][..], "AUTHING_USER_POOL_ID"),
        (&["--user-pool-id", "a", "public-config"], "AUTHING_APP_ID"),
        (&["--host", "core.authing.cn", "public-config"], "needs a scheme"),
        (&["--host", "https://10.0.0.1", "public-config"], "AUTHING_USER_POOL_ID"),
        (&["--host", "http://127.0.0.1:1", "--public-key", "x", "public-config"], "publicKey"),
        (&["--host", "http://127.0.0.1:1", "--public-key", "@x", "public-config"], "--public-key"),
        (&["--host", "http://127.0.0.1:1", "--ca-file", "x", "public-config"], "--ca-file x"),
        (
            &["--host", "http://127.0.0.1:1", "--session-file", "no/s", "logout"],
            "for the session file",
        ),
        (&["--lang", "klingon", "public-config"], "zh-CN"),
        (&["--timeout", "0", "public-config"], "--timeout"),
    ] {
        let run = Shell::new().run(arguments);
        assert_eq!(run.exit, 2, "{run:?}");
        assert_eq!(run.stdout, "");
        assert!(run.stderr.starts_with("error: "), "{run:?}");
        assert!(run.stderr.contains(told), "{run:?}");
    }
}

#[test]
fn plain_http_to_another_machine_is_2() {
    let shell = Shell::at("http://example.invalid").with(&["--user-pool-id", "a", "--app-id", "b"]);
    let run = shell.run(&["public-config", "--json"]);
    assert_eq!(run.exit, 2, "nothing was sent: {run:?}");
}

#[test]
fn a_refused_connection_is_3() {
    // The near end of a connection is a port that nobody listens on and nobody else can get.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let stream = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let url = format!("http://{}", stream.local_addr().unwrap());
    let run = Shell::at(&url).run(&["public-config", "--json"]);
    assert_eq!(run.exit, 3, "{run:?}");
    assert!(error(&run)["code"].is_null());
    assert!(error(&run)["name"].is_null());
    assert_eq!(error(&run)["hint"], "check the host and the network, then try again");
}

#[test]
fn a_silent_server_is_3_after_the_timeout() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let run = Shell::at(&url).run(&["public-config", "--json", "--timeout", "1"]);
    assert_eq!(run.exit, 3, "{run:?}");
}

#[test]
fn nobody_signed_in_is_4_and_signing_out_then_is_no_failure() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    let run = shell.run(&["current-user", "--json"]);
    assert_eq!((run.exit, error(&run)["code"].as_i64()), (4, Some(2020)), "{run:?}");
    assert_eq!(shell.run(&["logout"]).exit, 0);
}

#[test]
fn a_session_that_the_service_has_ended_is_4_once_and_for_all() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    shell.register();
    hosted.service.reset();
    let run = shell.run(&["current-user", "--json"]);
    assert_eq!((run.exit, error(&run)["code"].as_i64()), (4, Some(2020)), "{run:?}");
}

#[test]
fn a_sign_out_that_the_service_refuses_is_1_and_the_session_is_gone() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    shell.register();
    hosted.service.reset();
    let run = shell.run(&["logout", "--json"]);
    assert_eq!((run.exit, error(&run)["code"].as_i64()), (1, Some(1_010_001)), "{run:?}");
    assert_eq!(shell.run(&["current-user"]).exit, 4);
}

#[test]
fn a_second_factor_is_5_and_told_without_its_token() {
    let mut settings = Settings::default();
    settings.mfa_policies = vec![MfaPolicy::Sms, MfaPolicy::Otp];
    let sandbox = Sandbox::builder().settings(settings).build().unwrap();
    let hosted = Hosted::start(sandbox);
    let shell = Shell::at(&hosted.url);
    let run =
        shell.run_with_input(&["register-by-email", EMAIL, "--password-stdin", "--json"], PASSWORD);
    assert_eq!(run.exit, 5, "{run:?}");
    let next = run.json()["next"].clone();
    assert_eq!(next["code"], 1636);
    assert_eq!(next["name"], "mfa_required");
    assert_eq!(next["applicationMfa"][1]["mfaPolicy"], "OTP");
    assert!(next.get("mfaToken").is_none());

    let shown = login(&shell.with(&["--show-secrets"]), PASSWORD);
    let token = shown.json()["next"]["mfaToken"].as_str().unwrap().to_owned();
    assert!(!token.is_empty());
    assert!(!run.stdout.contains("eyJ"), "{}", run.stdout);
}

#[test]
fn a_new_password_at_first_sign_in_is_5() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    shell.register();
    let mut flags = UserFlags::default();
    flags.first_login_reset = true;
    assert!(hosted.service.set_flags(EMAIL, flags));
    let run = login(&shell, PASSWORD);
    assert_eq!(run.exit, 5, "{run:?}");
    assert_eq!(run.json()["next"]["code"], 1639);
    assert_eq!(run.json()["next"]["name"], "first_login_password_reset");
    assert!(run.json()["next"].get("token").is_none());
}

#[test]
fn people_are_told_the_causes_below_the_error() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url).variable("AUTHING_PASSWORD", PASSWORD);
    let run = shell.run(&["login-by-account", EMAIL]);
    assert_eq!((run.exit, run.stdout.as_str()), (1, ""), "{run:?}");
    let mut lines = run.stderr.lines();
    assert_eq!(lines.next(), Some("error: login_by_account: refused"));
    assert!(lines.next().unwrap().contains("2333"), "{run:?}");
    assert_eq!(lines.next(), None, "hints are for terminals");
}
