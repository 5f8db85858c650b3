//! Seed files of the sandbox.

use authing_sandbox::{Sandbox, Seed};
use serde_json::Value;

use crate::{Target, canary, json};

pub(super) const TARGET: Target = Target {
    name: "seed",
    about: "seed files, which people write for the sandbox to begin with",
    runs: 10_000,
    check,
    seeds,
};

fn check(input: &[u8]) {
    let seed = match Seed::from_json(input) {
        Ok(seed) => seed,
        Err(error) => {
            assert!(!error.problems().is_empty());
            if json::value(input).is_some_and(|value| hides(&value)) {
                canary::assert_hidden(&error);
            }
            return;
        }
    };
    let users = seed.user_count();
    let build = || Sandbox::builder().seed_file(seed.clone()).build();
    let sandbox = build().expect("a sandbox can begin with a file that was checked");
    assert_eq!(sandbox.users(1, 0).total_count, users);
    // Twice the same, and so after a reset.
    let state = sandbox.export();
    assert_eq!(build().expect("as before").export(), state);
    sandbox.reset();
    assert_eq!(sandbox.export(), state);
    sandbox.import(state.as_bytes()).expect("a state that was exported can be imported");
    assert_eq!(sandbox.export(), state);
}

/// Passwords, codes and secrets are not shown; what stands elsewhere may be.
fn hides(value: &Value) -> bool {
    const SECRETS: &[&str] = &["password", "secret", "recoveryCode"];
    let codes_hide = value["codes"].as_object().is_none_or(|codes| {
        codes.iter().all(|(recipient, code)| {
            !recipient.contains(canary::CANARY) && (code.is_string() || code.is_number())
        })
    });
    let mut rest = value.clone();
    if let Some(rest) = rest.as_object_mut() {
        rest.remove("codes");
    }
    codes_hide && canary::is_only_in(&rest, &|key| SECRETS.contains(&key))
}

fn seeds() -> Vec<Vec<u8>> {
    let page = include_str!("../../../../docs/sandbox.md");
    let documented = page.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut seeds: Vec<_> = documented.map(|text| text.as_bytes().to_vec()).collect();
    seeds.extend(json::hostile());
    seeds.extend(OWN.iter().map(|text| text.replace("CANARY", canary::CANARY).into_bytes()));
    seeds
}

const OWN: &[&str] = &[
    r#"{"format": 1}"#,
    r#"{"format": 1, "users": [{"username": "ann", "password": "CANARY", "phone": "18812348888",
        "authenticator": {"secret": "CANARY", "recoveryCode": "CANARY"}}],
        "codes": {"18812348888": "4321", "ann@example.com": "CANARY"}}"#,
    r#"{"format": 1, "users": [{"username": "ann", "password": ["CANARY"]}]}"#,
    r#"{"format": 1, "users": [{"password": "CANARY"}]}"#,
    r#"{"format": 1, "codes": {"18812348888": "CANARY is no code"}}"#,
    r#"{"format": 1, "users": [{"username": "ann"}, {"username": "ANN"}], "codes": {"x": "CANARY"}}"#,
    r#"{"format": 1, "settings": {"tokenLifetimeSeconds": 1e19, "fixedCode": "CANARY"}}"#,
];
