//! `Retry-After` in both forms of RFC 9110, 10.2.3, on answers of each kind.

use std::time::Duration;

use http::HeaderValue;
use proptest::prelude::*;

use authing_api::operations::CurrentUser;
use authing_api::{DecodeError, OperationExt as _};

use crate::support::response;

/// What an answer with these headers asks for.
fn asked(retry_after: &HeaderValue, date: Option<&HeaderValue>) -> Option<Duration> {
    let bodies = [
        r#"{"code":503,"message":"busy"}"#,
        r#"{"error":"temporarily_unavailable"}"#,
        "<html>busy</html>",
    ];
    let asked = bodies.map(|body| {
        let mut answer = response(503, body);
        answer.headers_mut().insert("retry-after", retry_after.clone());
        if let Some(date) = date {
            answer.headers_mut().insert("date", date.clone());
        }
        match CurrentUser::from_http(&answer).unwrap_err() {
            DecodeError::Service(refusal) => refusal.retry_after,
            DecodeError::Oauth { retry_after, .. } | DecodeError::NotJson { retry_after, .. } => {
                retry_after
            }
            other => panic!("{other:?}"),
        }
    });
    assert!(asked.iter().all(|it| *it == asked[0]), "{asked:?}");
    asked[0]
}

fn seconds(retry_after: &str, date: &str) -> Option<u64> {
    let value = |text: &str| HeaderValue::from_str(text).unwrap();
    let date = (!date.is_empty()).then(|| value(date));
    asked(&value(retry_after), date.as_ref()).map(|wait| wait.as_secs())
}

const SENT: &str = "Wed, 25 Mar 2026 08:00:00 GMT";

#[test]
fn a_date_counts_from_the_date_of_the_reply() {
    assert_eq!(seconds("Wed, 25 Mar 2026 08:01:30 GMT", SENT), Some(90));
    // The obsolete forms, which recipients must take too (RFC 9110, 5.6.7).
    assert_eq!(seconds("Wednesday, 25-Mar-26 08:01:30 GMT", SENT), Some(90));
    assert_eq!(seconds("Wed Mar 25 08:01:30 2026", SENT), Some(90));
    assert_eq!(seconds("Wed, 25 Mar 2026 07:00:00 GMT", SENT), Some(0), "past: no wait");
    assert_eq!(seconds("Wed, 25 Mar 2026 08:01:30 GMT", ""), None, "nothing to count from");
    assert_eq!(seconds("Wed, 25 Mar 2026 08:01:30 GMT", "today"), None);
}

#[test]
fn seconds_need_no_date() {
    assert_eq!(seconds("120", ""), Some(120));
    assert_eq!(seconds(" 120 ", "today"), Some(120));
    for wrong in ["", "-1", "+1", "1.5", "soon", "99999999999999999999", "25 Mar 2026"] {
        assert_eq!(seconds(wrong, SENT), None, "{wrong}");
    }
}

proptest! {
    #[test]
    fn whatever_the_headers_hold_is_a_wait_or_none(
        asked_for in prop_oneof![
            "[ -~]{0,40}",
            "(Wed|Xyz), [0-9]{1,2} (Mar|Xyz) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT",
        ],
        date in "(Wed|Xyz), [0-9]{1,2} (Mar|Feb) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT",
    ) {
        seconds(&asked_for, &date);
    }
}
