//! HTTP archives, of this workspace and of others.

use authing_testkit::fixture::{Fixture, Source};
use authing_testkit::har;
use authing_testkit::redact::{FixtureMetadata, Redaction};

use crate::{CANARY, Target, canary, fixtures, json};

pub(super) const TARGET: Target = Target {
    name: "har",
    about: "HTTP archives of browsers and proxies, and those that fixtures were exported to",
    runs: 4_000,
    check,
    seeds,
};

fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let value = json::value(input);
    let is_stable = value.as_ref().is_some_and(json::is_stable);
    // A place is named by the keys that lead to it; no value is shown.
    let hides = value.as_ref().is_none_or(|value| canary::is_only_in(value, &|_| true));
    match har::import(text) {
        Ok(fixture) if is_stable => {
            let archive = har::export(&fixture).to_string();
            let back = har::import(&archive).expect("an archive that was exported is read");
            assert_eq!(back, fixture);
        }
        Err(error) if hides => canary::assert_hidden(&error),
        Ok(_) | Err(_) => {}
    }
    match har::exchanges(text) {
        Ok(exchanges) => {
            let metadata = FixtureMetadata::new("send_sms", "from_a_proxy", Source::Live);
            let canonical = Redaction::new().redact(&metadata, &exchanges).fixture.to_canonical();
            if is_stable {
                Fixture::from_json(&canonical)
                    .unwrap_or_else(|error| panic!("{error} in what was redacted:\n{canonical}"));
            }
        }
        Err(error) if hides => canary::assert_hidden(&error),
        Err(_) => {}
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let archives = fixtures::all().into_iter().step_by(5);
    let mut seeds: Vec<_> = archives.map(|it| har::export(&it).to_string().into_bytes()).collect();
    seeds.extend(json::hostile());
    // Whatever place a secret stands in, it is not told with what is wrong there.
    let archive = fixtures::all().first().map(har::export).unwrap_or_default();
    let replaced = json::with_each_value_replaced(&archive, CANARY);
    seeds.extend(replaced.iter().map(|it| it.to_string().into_bytes()));
    seeds.extend(OWN.iter().map(|text| text.replace("CANARY", CANARY).into_bytes()));
    seeds
}

const OWN: &[&str] = &[
    r#"{"log": {"version": "1.2", "creator": {"name": "a proxy", "version": "1"}, "entries": [{
        "startedDateTime": "2026-03-25T08:00:00.000Z", "time": 12.5,
        "request": {"method": "POST", "url": "https://core.authing.cn/api/v2/login/account?a=b",
            "headers": [{"name": "Content-Type", "value": "application/json"},
                {"name": "Authorization", "value": "Bearer CANARY"}],
            "postData": {"mimeType": "application/json", "text": "{\"password\":\"CANARY\"}"}},
        "response": {"status": 200, "headers": [],
            "content": {"mimeType": "application/json", "encoding": "base64", "text": "e30="}}
    }]}}"#,
    r#"{"log": {"entries": [{
        "request": {"method": "PUT ", "url": "CANARY", "headers": [{"name": "CANARY"}]},
        "response": {"status": 1e9, "content": {"text": "CANARY", "encoding": "CANARY"}}}]}}"#,
    r#"{"log": {"entries": [{
        "request": {"method": "GET", "url": "https://core.authing.cn/oidc/token", "headers": [],
            "postData": {"mimeType": "application/x-www-form-urlencoded",
                "params": [{"name": "code", "value": "CANARY"}]}},
        "response": {"status": 0, "_error": "net::ERR_FAILED", "headers": [], "content": {}}}]}}"#,
];
