//! The examples do what they say.

#[path = "../../examples/custom_transport.rs"]
mod custom_transport;

#[path = "../../examples/mfa.rs"]
mod mfa;

#[path = "../../examples/offline_test.rs"]
mod offline_test;

#[path = "../../examples/oidc.rs"]
mod oidc;

#[test]
fn a_custom_transport_takes_at_most_fifteen_lines_and_works() {
    custom_transport::main().unwrap();
    let source = include_str!("../../examples/custom_transport.rs");
    let start = source.find("#[derive(Clone, Debug)]").unwrap();
    let end = start + source[start..].find("\n}\n").unwrap();
    let code = source[start..end].lines().filter(|line| !line.is_empty());
    let lines = code.count() + 1; // and the closing brace
    assert!(lines <= 15, "{lines}");
}

#[test]
fn offline_testing_works() {
    offline_test::main().unwrap();
}

#[test]
fn a_second_factor_reads_naturally_and_works() {
    mfa::main().unwrap();
}

#[test]
fn a_user_signs_in_by_oidc() {
    oidc::main().unwrap();
}
