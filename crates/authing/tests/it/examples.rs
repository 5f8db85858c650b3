//! The examples do what they say.

#[path = "../../examples/custom_transport.rs"]
mod custom_transport;

#[path = "../../examples/offline_test.rs"]
mod offline_test;

#[test]
fn a_custom_transport_takes_at_most_fifteen_lines_and_works() {
    custom_transport::main().unwrap();
    let source = include_str!("../../examples/custom_transport.rs");
    let start = source.find("#[async_trait]").unwrap();
    let end = start + source[start..].find("\n}\n").unwrap();
    assert!(source[start..end].lines().count() + 1 <= 15);
}

#[test]
fn offline_testing_works() {
    offline_test::main().unwrap();
}
