//! What must not be in a fixture is found, and is not in the committed ones.

use authing_testkit::redact::Seen;
use authing_testkit::scan::{FindingKind, scan_directory, scan_text};
use serde_json::json;

use crate::support::DIRECTORY;

#[test]
fn the_committed_fixtures_hold_no_secret() {
    let found = scan_directory(DIRECTORY, &Seen::new()).unwrap();
    let lines: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn what_leaks_is_found_and_not_shown() {
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLW9mLXRoaXM";
    let mut seen = Seen::new();
    seen.insert("password:1", "correct horse");
    for (leak, kind) in [
        (token, FindingKind::JsonWebToken),
        ("-----BEGIN PRIVATE KEY-----", FindingKind::PemKey),
        ("13912345679", FindingKind::PhoneNumber),
        ("+86 139 1234 5679", FindingKind::PhoneNumber),
        ("zb@corp.pl", FindingKind::EmailAddress),
        ("q=zb%40corp.pl", FindingKind::EmailAddress),
        ("emJAY29ycC5wbCBpcyBoZXJl", FindingKind::EmailAddress),
        ("9f86d081884c7d659a2feaa0c55ad015", FindingKind::HighEntropy),
        ("dGhpc0lzQVZlcnlMb25nU2VjcmV0MTIzNDU2Nzg5MA", FindingKind::HighEntropy),
        ("a correct horse", FindingKind::Seen("password:1".to_owned())),
        ("correct+horse", FindingKind::Seen("password:1".to_owned())),
        ("eHhjb3JyZWN0IGhvcnNleHg=", FindingKind::Seen("password:1".to_owned())),
        ("{{encrypted:correct horse}}", FindingKind::Seen("password:1".to_owned())),
    ] {
        let text = json!({"a": [{"b": leak}]}).to_string();
        let found = scan_text("x.json", &text, &seen);
        assert!(
            found.iter().any(|it| it.kind == kind && it.place == "a[0].b"),
            "{leak}: {found:?}"
        );
        let named = json!({leak: 1}).to_string();
        let found = scan_text("x.json", &named, &seen);
        assert!(found.iter().any(|it| it.kind == kind), "{leak}: {found:?}");
        assert!(!format!("{found:?}").contains(leak), "{found:?}");
    }
    for fine in ["{{token:1}}", "ann@example.com", "5f00000000000000000000a1", "2026-03-25T08:00Z"]
    {
        assert_eq!(scan_text("x.json", &json!({"a": fine}).to_string(), &seen), [], "{fine}");
    }
}
