//! The program as the service.

use std::io::Read as _;
use std::process::Command;

use crate::support::{EMAIL, PASSWORD, Served, Shell};

#[cfg(unix)]
#[test]
fn it_prints_one_line_and_ends_well_when_it_is_told_to() {
    for signal in ["-TERM", "-INT"] {
        let mut served = Served::start(&[]);
        assert_eq!(Shell::at(&served.url).run(&["public-config"]).exit, 0);
        let pid = served.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        assert_eq!(served.child.wait().unwrap().code(), Some(0), "{signal}");
        let mut rest = String::new();
        served.stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}

#[test]
fn an_address_that_others_can_reach_must_be_asked_for() {
    let run = Shell::new().run(&["sandbox", "--listen", "203.0.113.1:0", "--json"]);
    assert_eq!(run.exit, 2, "{run:?}");
    let error = run.json()["error"].clone();
    assert!(error["message"].as_str().unwrap().contains("other machines"), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("--dangerous-allow-beyond-loopback"));
}

#[test]
fn a_certificate_needs_its_key_and_both_must_be_of_use() {
    let shell = Shell::new();
    std::fs::write(shell.path("x.pem"), "no certificate").unwrap();
    for (arguments, told) in [
        (&["--tls-cert", "x.pem"][..], "--tls-key"),
        (&["--tls-cert", "x.pem", "--tls-key", "x.pem"], "TLS certificate and key"),
        (&["--tls-cert", "none.pem", "--tls-key", "x.pem"], "none.pem"),
        (&["--fixed-code", "not a code"], "verifyCodeLength"),
    ] {
        let run = shell.run(&[&["sandbox"], arguments].concat());
        assert_eq!(run.exit, 2, "{run:?}");
        assert!(run.stderr.contains(told), "{run:?}");
    }
}

#[test]
fn its_rules_are_flags() {
    let served = Served::start(&["--mfa", "SMS", "--password-strength", "1"]);
    let shell = Shell::at(&served.url);
    let register = |password| {
        let arguments = ["register-by-email", EMAIL, "--password-stdin", "--json"];
        shell.run_with_input(&arguments, password)
    };
    assert_eq!(register("short").json()["error"]["code"], 2029);
    assert_eq!(register(PASSWORD).json()["next"]["code"], 1636);

    let served = Served::start(&["--first-login-reset", "--tells-unknown-account"]);
    let shell = Shell::at(&served.url).variable("AUTHING_PASSWORD", PASSWORD).with(&["--json"]);
    assert_eq!(shell.run(&["login-by-account", EMAIL]).json()["error"]["code"], 2004);
    assert_eq!(shell.run(&["register-by-email", EMAIL]).json()["next"]["code"], 1639);

    let served = Served::start(&["--register-disabled"]);
    let shell = Shell::at(&served.url).variable("AUTHING_PASSWORD", PASSWORD).with(&["--json"]);
    assert_eq!(shell.run(&["register-by-email", EMAIL]).json()["error"]["code"], 2031);
}

#[test]
fn its_ids_are_those_of_the_settings() {
    let ids = ["--user-pool-id", "pool", "--app-id", "app"];
    let served = Served::start(&ids);
    let shell = Shell::at(&served.url).with(&["--json"]);
    assert_eq!(shell.run(&["public-config"]).json()["error"]["code"], 2011);
    assert_eq!(shell.run(&["send-sms", "18812348888"]).json()["error"]["code"], 2224);
    let known = shell.run(&[&["public-config"][..], &ids].concat());
    assert_eq!(known.json()["data"]["userPoolId"], "pool");
}

#[cfg(unix)]
#[test]
fn its_state_is_kept_in_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("sandbox.json");
    let data = ["--data", file.to_str().unwrap(), "--fixed-code", "1234"];
    let register = |url: &str| {
        let shell = Shell::at(url).variable("AUTHING_PASSWORD", PASSWORD).with(&["--json"]);
        shell.run(&["register-by-email", EMAIL]).json()
    };
    for signal in ["-KILL", "-TERM"] {
        let mut served = Served::start(&data);
        assert_eq!(register(&served.url)["error"]["code"].is_null(), signal == "-KILL");
        let pid = served.child.id().to_string();
        let second = Shell::new().run(&[&["sandbox"], &data[..]].concat());
        assert_eq!(second.exit, 2, "{second:?}");
        assert!(second.stderr.contains("another process"), "{second:?}");
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        let end = served.child.wait().unwrap().code();
        assert_eq!(end, (signal == "-TERM").then_some(0));
    }
    let served = Served::start(&data);
    assert_eq!(register(&served.url)["error"]["code"], 2026);
    assert!(std::fs::read_to_string(&file).unwrap().contains("\"format\": 1"));
}

#[test]
fn it_serves_several_pools() {
    let served = Served::start(&["--pool", "other"]);
    let register = |url: &str, pool: &str| {
        let arguments = ["--user-pool-id", pool, "--app-id", APP_ID, "--json"];
        let shell = Shell::at(url).variable("AUTHING_PASSWORD", PASSWORD).with(&arguments);
        shell.run(&["register-by-email", EMAIL]).exit
    };
    for (path, pool) in [("", POOL_ID), ("/team-a", POOL_ID), ("/team-b/", POOL_ID), ("", "other")]
    {
        let url = format!("{}{path}", served.url);
        assert_eq!(register(&url, pool), 0, "{path} {pool}");
        assert_eq!(register(&url, pool), 1, "{path} {pool}");
    }
}

const POOL_ID: &str = authing_sandbox::Sandbox::USER_POOL_ID;
const APP_ID: &str = authing_sandbox::Sandbox::APP_ID;
