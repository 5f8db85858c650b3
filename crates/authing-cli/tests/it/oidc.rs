//! OIDC from a shell.

use crate::support::{Served, Shell};

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
