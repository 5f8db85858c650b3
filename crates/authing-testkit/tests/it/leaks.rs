//! Values that try to get past the redaction and the scan in other forms.

use authing_testkit::fixture::{Fixture, Source};
use authing_testkit::redact::{FixtureMetadata, RawExchange, Redaction, Seen};
use authing_testkit::scan::{FindingKind, scan_text};
use http::{Request, Response};
use serde_json::{Value, json};

/// What is written of a request with this body and an answer with that one.
fn redacted(redaction: &Redaction, asked: Value, answered: Value) -> Fixture {
    let request = Request::post("https://core.authing.cn/api/v2/users/profile/update")
        .body(asked.to_string().into())
        .unwrap();
    let response = Response::new(answered.to_string().into());
    let metadata = FixtureMetadata::new("update_profile", "case", Source::Sandbox);
    redaction.redact(&metadata, &[RawExchange::answered(request, response)]).fixture
}

fn text(asked: Value, answered: Value) -> String {
    redacted(&Redaction::new(), asked, answered).to_canonical()
}

#[test]
fn a_sentence_in_error_is_no_word_of_the_protocol() {
    let written = text(json!({}), json!({"error": "no account of Bob Smith", "code": 2004}));
    assert!(!written.contains("Bob") && written.contains("{{text:1}}"), "{written}");
    for word in ["invalid_grant", "temporarily_unavailable", "Not Found", "Bad Request"] {
        let written = text(json!({}), json!({ "error": word }));
        assert!(written.contains(word), "{word}: {written}");
    }
}

#[test]
fn a_known_value_is_not_written_as_a_number() {
    let allowed = Redaction::new().allow_field("contact");
    for (redaction, field) in [(&allowed, "contact"), (&Redaction::new(), "score")] {
        let asked = json!({"phone": "13912340987"});
        let answered = json!({"code": 200, "data": {field: 13_912_340_987_u64, "page": 2}});
        let written = redacted(redaction, asked, answered).to_canonical();
        assert!(!written.contains("13912340987"), "{field}: {written}");
        assert!(written.contains("\"page\": 2"), "{written}");
    }
}

#[test]
fn a_known_value_is_found_in_whatever_form_an_allowed_field_has_it() {
    let redaction = Redaction::new().allow_field("note");
    let asked = json!({"email": "Ann.Lee@Corp-Inc.cn", "nickname": "王小明同学"});
    for note in [
        "see ann.lee@corp-inc.cn",
        "https%253A%252F%252Fx%252F%253Fmail%253DAnn.Lee%2540Corp-Inc.cn",
        r#"{"n":"\u738b\u5c0f\u660e\u540c\u5b66"}"#,
        r#"{"n":"\u738B\u5C0F\u660E\u540C\u5B66"}"#,
    ] {
        let written = redacted(&redaction, asked.clone(), json!({ "note": note }));
        let body =
            serde_json::to_value(&written).unwrap()["exchanges"][0]["response"]["body"].clone();
        assert!(body["json"]["note"].as_str().unwrap().starts_with("{{"), "{note}: {body}");
    }
    let kept = redacted(&redaction, asked, json!({"note": "a plain remark"})).to_canonical();
    assert!(kept.contains("a plain remark"), "{kept}");
}

#[test]
fn braces_hide_nothing_from_the_scan() {
    let found = |text: &str| -> Vec<FindingKind> {
        let document = json!({ "body": text }).to_string();
        scan_text("a.json", &document, &Seen::new()).into_iter().map(|it| it.kind).collect()
    };
    for hidden in ["{{braces}}13912340987}}", "{{13912340987}}", "{{phone:13912340987}}"] {
        assert_eq!(found(hidden), [FindingKind::PhoneNumber], "{hidden}");
    }
    assert_eq!(found("{{braces}}ann@corp-inc.cn}}"), [FindingKind::EmailAddress]);
    for clean in ["+86 {{phone:1}}", "Bearer {{token:1}}", "{{encrypted:{{password:1}}}}"] {
        assert_eq!(found(clean), [], "{clean}");
    }
}
