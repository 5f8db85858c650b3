use super::*;

/// A directory with copies of fixtures, accepted.
fn accepted(names: &[&str]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for name in names {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../fixtures/{name}.json"));
        let to = directory.path().join(format!("{name}.json"));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
    accept(directory.path(), false).unwrap();
    check(directory.path(), true).unwrap();
    directory
}

fn edit(directory: &Path, file: &str, from: &str, to: &str) {
    let path = directory.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in {file}");
    fs::write(path, text.replace(from, to)).unwrap();
}

fn problems(directory: &Path) -> String {
    let error = check(directory, false).unwrap_err();
    assert_eq!(error.exit_code(), 1);
    error.to_string()
}

#[test]
fn one_changed_name_in_a_reply_shows_as_exactly_that() {
    let directory = accepted(&["login_by_account/success", "send_sms/success"]);
    edit(directory.path(), "login_by_account/success.json", "\"username\"", "\"userName\"");
    assert_eq!(
        problems(directory.path()),
        "login_by_account/success differs:
           ),
  -        username: Some(
  -            \"nextgeneration\",
  -        ),
           token: Some(
1 to look at; `--accept` takes over what is wanted"
    );
}

#[test]
fn one_changed_name_in_a_request_shows_as_exactly_that() {
    let directory = accepted(&["login_by_account/success", "send_sms/success"]);
    // As if the operation sent `mobile` before.
    edit(directory.path(), "snapshots/send_sms__success.snap", "\"phone\"", "\"mobile\"");
    assert_eq!(
        problems(directory.path()),
        "send_sms/success differs:
   {
  -  \"mobile\": \"18812348888\",
  +  \"phone\": \"18812348888\",
     \"phoneCountryCode\": \"+86\"
1 to look at; `--accept` takes over what is wanted"
    );
    accept(directory.path(), true).unwrap();
    check(directory.path(), false).unwrap();
}

#[test]
fn a_fixture_without_snapshot_and_a_snapshot_without_fixture_are_found() {
    let directory = accepted(&["login_by_account/success", "send_sms/success"]);
    fs::remove_file(directory.path().join("send_sms/success.json")).unwrap();
    fs::remove_file(directory.path().join("snapshots/login_by_account__success.snap")).unwrap();
    let found = problems(directory.path());
    assert!(found.contains("login_by_account/success has no snapshot"), "{found}");
    assert!(found.contains("snapshots/send_sms__success.snap belongs to no fixture"), "{found}");
    accept(directory.path(), false).unwrap();
    check(directory.path(), false).unwrap();
    assert!(!directory.path().join("snapshots/send_sms__success.snap").exists());
}

#[test]
fn pending_files_of_insta_are_found() {
    let directory = accepted(&["send_sms/success"]);
    for name in ["a.snap.new", ".x.rs.pending-snap"] {
        let path = directory.path().join("snapshots").join(name);
        fs::write(&path, "").unwrap();
        assert!(problems(directory.path()).contains("is pending"), "{name}");
        accept(directory.path(), false).unwrap();
        assert!(!path.exists());
    }
}

#[test]
fn a_request_other_than_the_fixtures_is_found_and_not_accepted() {
    let directory = accepted(&["send_sms/success"]);
    edit(directory.path(), "send_sms/success.json", "\"phoneCountryCode\"", "\"countryCode\"");
    let found = problems(directory.path());
    assert!(found.contains("send_sms/success: exchange 1 (send_sms): "), "{found}");
    assert!(accept(directory.path(), false).is_err());
}

#[test]
fn a_directory_without_fixtures_is_wrong_usage() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(check(directory.path(), false).unwrap_err().exit_code(), 2);
    assert_eq!(check(&directory.path().join("gone"), false).unwrap_err().exit_code(), 2);
}
