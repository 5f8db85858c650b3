//! Where passwords come from.

use authing_sandbox::Sandbox;

use crate::support::{EMAIL, Hosted, PASSWORD, Shell};

#[test]
fn one_newline_of_standard_input_is_not_part_of_the_password() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    shell.register();
    let login = |input: &str| {
        shell.run_with_input(&["login-by-account", EMAIL, "--password-stdin"], input).exit
    };
    assert_eq!(login(PASSWORD), 0);
    assert_eq!(login(&format!("{PASSWORD}\n")), 0);
    assert_eq!(login(&format!("{PASSWORD}\r\n")), 0);
    assert_eq!(login(&format!("{PASSWORD}\n\n")), 1);
    assert_eq!(login(&format!(" {PASSWORD}")), 1);
}

#[test]
fn standard_input_comes_before_the_variable() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url).variable("AUTHING_PASSWORD", "of the variable");
    shell.register();
    assert_eq!(shell.run(&["login-by-account", EMAIL]).exit, 1);
    let login = ["login-by-account", EMAIL, "--password-stdin"];
    assert_eq!(shell.run_with_input(&login, PASSWORD).exit, 0);
}

#[test]
fn no_source_is_2_and_nothing_is_sent() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    let run = shell.run_with_input(&["register-by-email", EMAIL], PASSWORD);
    assert_eq!(run.exit, 2, "{run:?}");
    for way in ["--password-stdin", "AUTHING_PASSWORD", "terminal"] {
        assert!(run.stderr.contains(way), "{run:?}");
    }
    shell.register();
}

#[test]
fn an_empty_password_is_2() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    let run =
        shell.run_with_input(&["register-by-email", EMAIL, "--password-stdin", "--json"], "\n");
    assert_eq!(run.exit, 2, "{run:?}");
    assert_eq!(run.json()["error"]["code"], 2029);
}

#[test]
fn a_sign_up_without_signing_in_keeps_no_session() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url).variable("AUTHING_PASSWORD", PASSWORD);
    assert_eq!(shell.run(&["register-by-username", "ann", "--force-login", "false"]).exit, 0);
    assert_eq!(shell.run(&["current-user"]).exit, 4);
}

#[test]
fn an_account_is_created_only_where_asked_for() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url).variable("AUTHING_PASSWORD", PASSWORD);
    assert_eq!(shell.run(&["login-by-account", EMAIL]).exit, 1);
    assert_eq!(shell.run(&["login-by-account", "--auto-register", EMAIL]).exit, 0);
}
