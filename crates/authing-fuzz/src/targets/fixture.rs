//! Fixture files.

use authing_testkit::fixture::{Fixture, Labels};
use authing_testkit::har;

use crate::{Target, fixtures, json};

/// Fixtures hold no secrets by what they are, and errors quote them: there is no canary here.
pub(super) const TARGET: Target = Target {
    name: "fixture",
    about: "fixture files, and what they are as HTTP and as an HTTP archive",
    runs: 10_000,
    check,
    seeds,
};

fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let fixture = match Fixture::from_json(text) {
        Ok(fixture) => fixture,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let is_stable = json::value(input).is_some_and(|value| json::is_stable(&value));
    if is_stable {
        let canonical = fixture.to_canonical();
        let again = Fixture::from_json(&canonical).expect("a fixture that was written is one");
        assert_eq!(again, fixture);
        assert_eq!(again.to_canonical(), canonical);
    }
    check_play(&fixture);
    check_archive(&fixture, is_stable);
}

/// An exchange that can be played fits itself.
fn check_play(fixture: &Fixture) {
    let mut labels = Labels::of(fixture);
    for exchange in &fixture.exchanges {
        let Ok(request) = exchange.request.to_http("https://core.authing.cn", &mut labels) else {
            return;
        };
        let _ = exchange.request.differences(&request, &mut labels);
        if let Ok(answer) = exchange.response.to_http(&mut labels) {
            let _ = exchange.response.differences(&answer, &mut labels);
        }
        let _ = exchange.response.to_outcome(&mut labels);
    }
}

/// A fixture comes back from an HTTP archive as it was.
fn check_archive(fixture: &Fixture, is_stable: bool) {
    let archive = har::export(fixture).to_string();
    match har::import(&archive) {
        Ok(back) if is_stable => {
            assert_eq!(without_empty_lists(back), without_empty_lists(fixture.clone()))
        }
        Ok(_) => {}
        Err(error) => panic!("an archive that was exported is not read: {error}"),
    }
}

/// As documented, an empty list of values comes back as none.
fn without_empty_lists(mut fixture: Fixture) -> Fixture {
    for exchange in &mut fixture.exchanges {
        exchange.request.query.retain(|_, values| !values.all().is_empty());
        exchange.request.headers.retain(|_, values| !values.all().is_empty());
        exchange.response.headers.retain(|_, values| !values.all().is_empty());
    }
    fixture
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = fixtures::texts();
    seeds.extend(json::hostile());
    seeds
}
