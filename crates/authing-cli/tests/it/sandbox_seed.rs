//! `authing sandbox --seed FILE`.

use crate::support::{PASSWORD, Served, Shell};

const SEED: &str = r#"{
    "format": 1,
    "settings": {"fixedCode": "1111", "passwordStrength": 3, "registerDisabled": true},
    "users": [{"username": "ann", "password": "1234@Abcd"}]
}"#;

#[test]
fn it_begins_with_the_users_and_rules_of_the_file_and_flags_win() {
    let shell = Shell::new();
    let path = shell.path("seed.json");
    std::fs::write(&path, SEED).unwrap();
    let path = path.to_str().unwrap();

    let served = Served::start(&["--seed", path, "--fixed-code", "2222"]);
    let shell = Shell::at(&served.url).variable("AUTHING_PASSWORD", PASSWORD).with(&["--json"]);
    assert_eq!(shell.run(&["login-by-account", "ann"]).json()["data"]["username"], "ann");
    assert_eq!(shell.run(&["send-sms", "18812348888"]).exit, 0);
    assert_eq!(served.last_code(), "2222");
    assert_eq!(shell.run(&["register-by-username", "ben"]).json()["error"]["code"], 2031);
    let reset = served.control("POST /_sandbox/reset", "");
    assert_eq!(reset, serde_json::json!({}));
    assert_eq!(shell.run(&["login-by-account", "ann"]).exit, 0, "a reset goes back to the file");

    let served = Served::start(&["--seed", path]);
    let shell = Shell::at(&served.url);
    assert_eq!(shell.run(&["send-sms", "18812348888"]).exit, 0);
    assert_eq!(served.last_code(), "1111");
}

#[test]
fn check_says_that_a_file_is_good_or_what_is_wrong_with_it() {
    let shell = Shell::new();
    std::fs::write(shell.path("good.json"), SEED).unwrap();
    let run = shell.run(&["sandbox", "--seed", "good.json", "--check"]);
    assert_eq!((run.exit, run.stdout.as_str()), (0, "a good seed file: 1 users\n"), "{run:?}");
    let run = shell.run(&["sandbox", "--seed", "good.json", "--check", "--json"]);
    assert_eq!((run.exit, run.json()["data"]["users"].as_u64()), (0, Some(1)), "{run:?}");

    let bad = r#"{"format": 1, "users": [{"emial": "a@b.co", "phone": 1}], "role": []}"#;
    std::fs::write(shell.path("bad.json"), bad).unwrap();
    for arguments in [&["--check"][..], &[]] {
        let arguments = [&["sandbox", "--seed", "bad.json"], arguments].concat();
        let run = shell.run(&arguments);
        assert_eq!((run.exit, run.stdout.as_str()), (2, ""), "{run:?}");
        for told in
            ["bad.json", "$.users[0].emial: ", "nearest is email", "$.users[0].phone: ", "$.role: "]
        {
            assert!(run.stderr.contains(told), "{told}: {run:?}");
        }
        let run = shell.run(&[&arguments[..], &["--json"]].concat());
        assert_eq!(run.exit, 2);
        let problems = run.json()["error"]["problems"].clone();
        let paths: Vec<_> =
            problems.as_array().unwrap().iter().map(|problem| problem["path"].clone()).collect();
        assert_eq!(paths, ["$.role", "$.users[0].emial", "$.users[0].phone"], "{problems}");
    }

    let run = shell.run(&["sandbox", "--check"]);
    assert_eq!(run.exit, 2, "{run:?}");
    assert!(run.stderr.contains("--seed"), "{run:?}");
    let run = shell.run(&["sandbox", "--seed", "none.json", "--check"]);
    assert_eq!(run.exit, 2, "{run:?}");
    assert!(run.stderr.contains("none.json"), "{run:?}");
}
