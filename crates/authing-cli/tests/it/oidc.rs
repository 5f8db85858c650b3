//! OIDC from a shell.

use crate::support::{EMAIL, PASSWORD, Served, Shell};

#[test]
fn the_authorize_url_shows_its_verifier_only_when_asked() {
    let served = Served::start(&[]);
    let shell = Shell::at(&served.url).with(&["--json"]);
    let command = ["build-authorize-url", "--redirect-uri", "https://app.example/callback"];
    let run = shell.run(&command);
    assert_eq!(run.exit, 0, "{run:?}");
    let data = &run.json()["data"];
    let url = data["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/oidc/auth?", served.url)), "{url}");
    assert!(url.contains(&format!("state={}", data["state"].as_str().unwrap())), "{url}");
    assert!(data.get("code_verifier").is_none(), "{data}");

    let secrets = shell.run(&[&command[..], &["--show-secrets"]].concat());
    assert!(secrets.json()["data"]["code_verifier"].as_str().unwrap().len() >= 43);

    let refused = shell.run(&["build-authorize-url", "--redirect-uri", "nowhere"]);
    assert_eq!(refused.exit, 2, "{refused:?}");
}

const REDIRECT: [&str; 2] = ["--redirect-uri", "https://app.example/callback"];

/// B19 and B22 leave a session that B17 and B18 go on with; no token is ever an argument.
#[test]
fn a_sign_in_for_tokens_goes_on_with_the_session() {
    let served = Served::start(&[]);
    let shell = Shell::at(&served.url).with(&["--json"]);
    let command = [&["oidc-register-by-email", EMAIL, "--password-stdin"], &REDIRECT[..]].concat();
    let run = shell.run_with_input(&command, PASSWORD);
    assert_eq!(run.exit, 0, "{run:?}");
    assert_eq!(run.json()["data"]["email"], EMAIL);
    assert!(!run.stdout.contains("eyJ"), "{}", run.stdout);

    let claims = shell.run(&["user-info-by-access-token"]);
    assert_eq!(claims.json()["data"]["email"], EMAIL, "{claims:?}");
    let first = shell.run(&["refresh-access-token", "--show-secrets"]);
    let token = first.json()["data"]["refresh_token"].as_str().unwrap().to_owned();
    let second = shell.run_with_input(&["refresh-access-token", "-"], &format!("{token}\n"));
    assert_eq!(second.exit, 0, "{second:?}");
    // It rotates.
    let again = shell.run_with_input(&["refresh-access-token", "-"], &format!("{token}\n"));
    assert_eq!(again.exit, 1, "{again:?}");

    let login = [&["oidc-login-by-account", EMAIL, "--password-stdin"], &REDIRECT[..]].concat();
    assert_eq!(shell.run_with_input(&login, PASSWORD).exit, 0);
    assert_eq!(shell.run(&[&["auth-by-token"], &REDIRECT[..]].concat()).exit, 0);
}

#[test]
fn a_sign_in_for_tokens_stops_at_a_second_factor() {
    let served = Served::start(&["--mfa", "EMAIL"]);
    let shell = Shell::at(&served.url).with(&["--json"]);
    let command = [&["oidc-register-by-email", EMAIL, "--password-stdin"], &REDIRECT[..]].concat();
    let run = shell.run_with_input(&command, PASSWORD);
    assert_eq!((run.exit, &run.json()["next"]["code"]), (5, &1636.into()), "{run:?}");
    let early = shell.run(&["refresh-access-token"]);
    assert_eq!(early.exit, 4, "there is no refresh token: {early:?}");
}

#[test]
fn a_code_needs_a_verifier_or_a_secret() {
    let served = Served::start(&[]);
    let shell = Shell::at(&served.url).with(&["--json"]);
    let run = shell.run(&[&["auth-by-code", "a-code"], &REDIRECT[..]].concat());
    assert_eq!(run.exit, 2, "{run:?}");
    assert!(run.stdout.contains("--code-verifier"), "{run:?}");
    let command = [&["auth-by-code", "a-code", "--client-secret-stdin"], &REDIRECT[..]].concat();
    let wrong = shell.run_with_input(&command, "not-the-secret\n");
    assert_eq!(wrong.exit, 1, "it is sent, and refused: {wrong:?}");
    assert!(!wrong.stdout.contains("not-the-secret"), "{wrong:?}");
}
