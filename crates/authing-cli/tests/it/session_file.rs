//! Where the session is kept, and files that are not ours.

use std::fs;

use authing_sandbox::Sandbox;

use crate::support::{EMAIL, Hosted, PASSWORD, Shell};

#[test]
fn a_file_that_is_not_ours_is_left_as_it_is_and_nothing_is_sent() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url).variable("AUTHING_PASSWORD", PASSWORD);
    let path = shell.path("s.json");
    for contents in ["dear diary\n", "{\"version\": 99}", "[]", "\u{0}\u{1}"] {
        fs::write(&path, contents).unwrap();
        restrict(&path);
        for command in [&["register-by-email", EMAIL][..], &["current-user"], &["logout"]] {
            let run = shell.run(&[command, &["--json"]].concat());
            assert_eq!(run.exit, 2, "{run:?}");
            let error = run.json()["error"].clone();
            assert!(error["message"].as_str().unwrap().contains("s.json"), "{error}");
            assert_eq!(fs::read(&path).unwrap(), contents.as_bytes());
        }
    }
    fs::remove_file(&path).unwrap();
    shell.register();
}

#[test]
fn what_needs_no_session_does_not_look_at_it() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    fs::write(shell.path("s.json"), "dear diary").unwrap();
    assert_eq!(shell.run(&["public-config"]).exit, 0);
}

#[test]
fn a_session_that_cannot_be_kept_is_3_since_the_service_has_acted() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::at(&hosted.url);
    // The store takes its turn by a lock on this path, which is not to be had.
    fs::create_dir(shell.path("s.json.lock")).unwrap();
    let arguments = ["register-by-email", EMAIL, "--password-stdin", "--json"];
    let run = shell.run_with_input(&arguments, PASSWORD);
    assert_eq!(run.exit, 3, "{run:?}");
    let hint = run.json()["error"]["hint"].to_string();
    assert!(hint.contains("the service has acted"), "{hint}");
}

#[test]
fn without_a_flag_it_is_in_the_state_directory() {
    let hosted = Hosted::start(Sandbox::new());
    let shell = Shell::new().with(&["--host", &hosted.url]);
    shell.register();
    let directory = shell.path(".local/state/authing");
    assert!(directory.join("session.json").exists());
    assert_private(&directory);

    let state = shell.path("state").to_str().unwrap().to_owned();
    let shell = shell.variable("XDG_STATE_HOME", &state);
    assert_eq!(shell.run(&["current-user"]).exit, 4);
    assert!(shell.path("state/authing").is_dir());
}

#[cfg(unix)]
fn restrict(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn restrict(_path: &std::path::Path) {}

#[cfg(unix)]
fn assert_private(directory: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(fs::metadata(directory).unwrap().permissions().mode() & 0o777, 0o700);
}

#[cfg(not(unix))]
fn assert_private(_directory: &std::path::Path) {}
