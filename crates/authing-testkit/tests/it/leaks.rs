//! Values that try to get past the redaction and the scan in other forms.

use authing_testkit::fixture::{Fixture, Source};
use authing_testkit::redact::{RawExchange, Redaction, Story};
use http::{Request, Response};
use serde_json::{Value, json};

/// What is written of a request with this body and an answer with that one.
fn redacted(redaction: &Redaction, asked: Value, answered: Value) -> Fixture {
    let request = Request::post("https://core.authing.cn/api/v2/users/profile/update")
        .body(asked.to_string().into())
        .unwrap();
    let response = Response::new(answered.to_string().into());
    let story = Story::new("update_profile", "case", Source::Sandbox);
    redaction.redact(&story, &[RawExchange::answered(request, response)]).fixture
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
