//! The values that fixtures may hold although they look like somebody's.

/// Values of the examples of the API's documentation, or made up after them, and why each may be
/// written. Addresses at the domains that RFC 2606 and RFC 6761 reserve need no entry.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("13012345678", "the phone of the documented examples of second factors (protocol.md B7, B8)"),
    ("18812348888", "the phone of the documented examples of sign-ins (protocol.md A3)"),
    ("18812349999", "the new phone of the documented example of a change (protocol.md A20)"),
    ("18812340000", "made up after these: a phone that is not the user's (protocol.md A20)"),
    ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "the code verifier of RFC 7636, appendix B"),
];

/// Whether a value is one of the examples.
pub(super) fn is_example(value: &str) -> bool {
    EXAMPLES.iter().any(|(example, _)| *example == value)
}

/// Whether a domain is reserved for examples and tests.
pub(super) fn is_reserved(domain: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    let ends = |end: &str| domain == end || domain.ends_with(&format!(".{end}"));
    ["example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"]
        .into_iter()
        .any(ends)
}
