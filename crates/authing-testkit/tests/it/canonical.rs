//! The files themselves: canonical, honest about where they come from, and complete.

use std::collections::BTreeSet;
use std::fs;

use authing_testkit::fixture::{Fixture, Source};
use authing_types::ErrorCode;

use crate::support::{DIRECTORY, fixtures};

/// `MAKE_CANONICAL=1 cargo test -p authing-testkit canonical` rewrites what is not.
#[test]
fn every_file_is_canonical() {
    let makes = std::env::var_os("MAKE_CANONICAL").is_some();
    let mut others = Vec::new();
    for fixture in fixtures() {
        let path = format!("{DIRECTORY}/{}.json", fixture.name());
        let canonical = fixture.to_canonical();
        if fs::read_to_string(&path).unwrap() == canonical {
            continue;
        }
        if makes {
            fs::write(&path, canonical).unwrap();
        } else {
            others.push(fixture.name());
        }
    }
    let hint = "MAKE_CANONICAL=1 rewrites them";
    assert!(others.is_empty(), "not canonical: {others:?}; {hint}");
}

/// Whatever was written by hand says which section it follows, and whatever the section does not
/// show has a note.
#[test]
fn provenance_is_told() {
    for fixture in fixtures() {
        let (name, provenance) = (fixture.name(), &fixture.provenance);
        match provenance.source {
            Source::Documented | Source::Composed => {
                assert!(provenance.section.is_some(), "{name} names no section");
                assert!(provenance.note.is_some(), "{name} does not say what is ours");
            }
            Source::Sandbox | Source::Live => {}
            other => panic!("{name}: who made {other:?}?"),
        }
    }
}

/// A success, and every code that the operation is documented to raise.
#[test]
fn every_operation_and_code_has_a_fixture() {
    let fixtures = fixtures();
    let mut missing = Vec::new();
    for operation in authing_api::operations::ALL {
        let of_it = fixtures.iter().filter(|fixture| fixture.operation == operation.name);
        let have: BTreeSet<_> = of_it.filter_map(code).collect();
        let listed = operation.codes();
        let wanted = listed.iter().chain([&ErrorCode::OK]).map(|code| code.number());
        missing.extend(
            wanted
                .filter(|code| !have.contains(code))
                .map(|code| format!("{} {code}", operation.name)),
        );
    }
    assert!(missing.is_empty(), "no fixture for {missing:?}");
}

#[test]
fn every_fixture_is_about_an_operation_and_a_known_code() {
    for fixture in fixtures() {
        let mut known = authing_api::operations::ALL.iter();
        let is_known = known.any(|info| info.name == fixture.operation);
        assert!(is_known, "{}: there is no such operation", fixture.name());
        let code = ErrorCode::new(code(&fixture).unwrap());
        let in_name = fixture.case.split('_').next().unwrap();
        let expected = if code == ErrorCode::OK { "success".into() } else { code.to_string() };
        assert_eq!(in_name, expected, "the name of {} begins with another code", fixture.name());
        assert!(code.info().is_some(), "{}: code {code} is not in the catalogue", fixture.name());
    }
}

/// The code of the last exchange, which is what a scenario ends with.
fn code(fixture: &Fixture) -> Option<i64> {
    fixture.exchanges.last()?.code()
}
