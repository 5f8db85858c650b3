//! Changing passwords from a shell: two on standard input, and the first of a new account.

use authing_sandbox::{Sandbox, Settings};

use crate::support::{EMAIL, Hosted, PASSWORD, Shell};

const NEW: &str = "Abcd@1234";

#[test]
fn the_first_line_is_the_old_password() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    shell.register();
    let update = ["update-password", "--old-password-stdin", "--password-stdin", "--json"];
    let wrong = shell.run_with_input(&update, &format!("{NEW}\n{PASSWORD}\n"));
    assert_eq!((wrong.exit, &wrong.json()["error"]["code"]), (1, &1_320_011.into()));
    let right = shell.run_with_input(&update, &format!("{PASSWORD}\n{NEW}\n"));
    assert_eq!(right.json()["data"]["email"], EMAIL, "{right:?}");
    let login = ["login-by-account", EMAIL, "--password-stdin"];
    assert_eq!(shell.run_with_input(&login, NEW).exit, 0);
}

#[test]
fn the_old_password_may_come_from_the_environment() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url).variable("AUTHING_OLD_PASSWORD", PASSWORD);
    shell.register();
    let update = ["update-password", "--password-stdin"];
    assert_eq!(shell.run_with_input(&update, NEW).exit, 0);
}

#[test]
fn the_first_sign_in_keeps_its_token_for_the_next_command() {
    let mut settings = Settings::default();
    settings.new_user_flags.first_login_reset = true;
    let hosted = Hosted::start(Sandbox::builder().settings(settings).build().unwrap());
    let shell = Shell::at(&hosted.url);
    let reset = ["reset-password-by-first-login-token", "--password-stdin"];
    let early = shell.run_with_input(&reset, NEW);
    assert_eq!(early.exit, 2, "{early:?}");
    let register = ["register-by-email", EMAIL, "--password-stdin", "--json"];
    let waiting = shell.run_with_input(&register, PASSWORD);
    assert_eq!((waiting.exit, &waiting.json()["next"]["code"]), (5, &1639.into()));
    assert_eq!(shell.run_with_input(&reset, NEW).exit, 0);
    assert_eq!(shell.run_with_input(&reset, NEW).exit, 2, "the token is used up");
    let login = ["login-by-account", EMAIL, "--password-stdin"];
    assert_eq!(shell.run_with_input(&login, NEW).exit, 0);
}

#[test]
fn half_of_an_old_phone_is_a_usage_error() {
    let run = Shell::new().run(&["update-phone", "18812348888", "1234", "--old-phone", "1881234"]);
    assert_eq!(run.exit, 2, "{run:?}");
    assert!(run.stderr.contains("--old-phone-code"), "{run:?}");
}

#[test]
fn a_fresh_token_is_shown_only_where_asked_for() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    shell.register();
    let data = &shell.run(&["update-id-token", "--json"]).json()["data"];
    assert!(data["exp"].is_i64() && data.get("token").is_none(), "{data}");
    let data = &shell.run(&["update-id-token", "--json", "--show-secrets"]).json()["data"];
    assert!(data["token"].is_string());
    assert_eq!(shell.run(&["current-user"]).exit, 0);
}
