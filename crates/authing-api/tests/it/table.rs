//! The table of operations is consistent with itself.

use std::collections::BTreeSet;

use authing_api::{operations, server};

#[test]
fn names_sections_and_paths_are_unique_and_routes_lead_back() {
    let mut seen = BTreeSet::new();
    for info in operations::ALL {
        assert!(seen.insert(info.name), "{}", info.name);
        assert!(seen.insert(info.section), "{}", info.section);
        assert!(!info.summary.is_empty() && !info.summary.ends_with('.'), "{}", info.name);
        let path = info.path.replace("{app_id}", "b2");
        let path = path.split('?').next().unwrap();
        match info.grant {
            None => assert_eq!(server::operation_of(&info.method, path).unwrap().name, info.name),
            // It shares its path with others: the form tells which it is.
            Some(grant) => {
                let grant: String = form_urlencoded::byte_serialize(grant.as_bytes()).collect();
                let request = http::Request::post(path).body(format!("grant_type={grant}").into());
                let found = server::operation_of_request(&request.unwrap());
                assert_eq!(found.unwrap().name, info.name);
            }
        }
        assert!(server::operation_of(&info.method, &format!("{path}/more")).is_none());
    }
}

#[test]
fn every_documented_code_is_in_the_catalogue() {
    for info in operations::ALL {
        for code in info.codes() {
            assert!(code.info().is_some(), "{} raises {code}", info.name);
        }
    }
}

#[test]
fn placeholders_stand_for_whole_decoded_segments() {
    let read = |template, path| server::path_parameters(template, path);
    let of = |pairs: &[(&'static str, &str)]| {
        Some(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<Vec<_>>())
    };
    assert_eq!(read("/users", "/users"), of(&[]));
    assert_eq!(read("/users?limit=1", "/users"), of(&[]));
    assert_eq!(read("/users/{id}", "/users/a%2Fb"), of(&[("id", "a/b")]));
    assert_eq!(read("/{a}/to/{b}", "/1/to/2"), of(&[("a", "1"), ("b", "2")]));
    for path in ["/users", "/users/", "/users/1/", "/users/1/2", "/others/1", "/users/%FF"] {
        assert_eq!(read("/users/{id}", path), None, "{path}");
    }
}
