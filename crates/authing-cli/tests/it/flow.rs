//! The demonstration of the program: a user registers, signs in, is read back, signs out.

use crate::support::{EMAIL, PASSWORD, Served, Shell};

/// The same user all the way; the last answer says that nobody is signed in.
pub(crate) fn the_flow(shell: &Shell) {
    let registered = shell.run_with_input(
        &["register-by-email", EMAIL, "--password-stdin", "--json"],
        &format!("{PASSWORD}\n"),
    );
    assert_eq!(registered.exit, 0, "{registered:?}");
    let registered = registered.json();
    assert_eq!(registered["data"]["email"], EMAIL);
    assert_eq!(registered["data"]["emailVerified"], false);

    let login = shell.run_with_input(
        &["login-by-account", EMAIL, "--password-stdin", "--json"],
        &format!("{PASSWORD}\n"),
    );
    assert_eq!(login.exit, 0, "{login:?}");
    assert_eq!(login.json()["data"]["loginsCount"], 2);

    let user = shell.run(&["current-user", "--json"]);
    assert_eq!(user.exit, 0, "{user:?}");
    assert_eq!(user.json()["data"]["id"], registered["data"]["id"]);

    let logout = shell.run(&["logout", "--json"]);
    assert_eq!((logout.exit, logout.stdout.as_str()), (0, "{\"data\":null}\n"), "{logout:?}");

    let nobody = shell.run(&["current-user", "--json"]);
    assert_eq!(nobody.exit, 4, "{nobody:?}");
    assert_eq!(nobody.json()["error"]["code"], 2020);
    assert_eq!(nobody.json()["error"]["name"], "not_logged_in");
}

#[test]
fn a_user_registers_signs_in_is_read_back_and_signs_out() {
    let served = Served::start(&[]);
    let shell = Shell::new().with(&["--host", &served.url, "--session-file", "s.json"]);
    the_flow(&shell);
}

#[test]
fn the_same_over_https_with_a_private_authority() {
    let shell = Shell::new();
    let served = Served::start_tls(&shell, "127.0.0.1");
    assert!(served.url.starts_with("https://127.0.0.1:"), "{}", served.url);

    let shell = shell.with(&["--host", &served.url, "--session-file", "s.json"]);
    let stranger = shell.run(&["public-config", "--json"]);
    assert_eq!(stranger.exit, 3, "a certificate of nobody we know: {stranger:?}");
    assert!(stranger.json()["error"]["code"].is_null());

    the_flow(&shell.with(&["--ca-file", "ca.pem"]));
}

#[test]
fn settings_come_from_the_environment_too() {
    let served = Served::start(&[]);
    let shell = Shell::new()
        .variable("AUTHING_HOST", &served.url)
        .variable("AUTHING_SESSION_FILE", "from-the-environment.json")
        .variable("AUTHING_PASSWORD", PASSWORD);
    assert_eq!(shell.run(&["register-by-username", "ann"]).exit, 0);
    assert!(shell.path("from-the-environment.json").exists());
    assert_eq!(shell.run(&["current-user"]).exit, 0);
}

#[test]
fn each_host_and_application_has_a_session_of_its_own() {
    let [first, second] = [Served::start(&[]), Served::start(&[])];
    let shell = Shell::new().with(&["--session-file", "s.json"]);
    let at = |served: &Served, command: &str| shell.run(&["--host", &served.url, command]).exit;
    let register = ["--host", &first.url, "register-by-email", EMAIL, "--password-stdin"];
    assert_eq!(shell.run_with_input(&register, PASSWORD).exit, 0);
    assert_eq!(at(&second, "current-user"), 4);
    assert_eq!(at(&second, "logout"), 0);
    assert_eq!(at(&first, "current-user"), 0);
}
