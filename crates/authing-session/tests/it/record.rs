//! The stored form of a session: golden files, round trips, damage.

use std::time::{Duration, UNIX_EPOCH};

use authing_session::{RefreshMark, Session};
use authing_types::{AccessToken, FirstLoginToken, IdToken, MfaToken, RefreshToken, UserId};
use proptest::prelude::*;

use crate::samples::{full, marked, slots};

/// A released format is read for ever.
#[test]
fn format_1_is_read() {
    let session = Session::from_record(include_bytes!("../data/record-1.json")).unwrap();
    assert_eq!(slots(&session), slots(&full("golden")));
}

#[test]
fn format_2_is_read() {
    let session = Session::from_record(include_bytes!("../data/record-2.json")).unwrap();
    assert_eq!(slots(&session), slots(&marked("golden")));
}

/// The current format is written as its golden file says. If this fails, either nothing that is
/// stored has changed its meaning, or the format number has to rise.
#[test]
fn current_format_is_written() {
    let written = full("golden").to_record();
    let golden = include_str!("../data/record-1.json");
    let golden: serde_json::Value = serde_json::from_str(golden).unwrap();
    let written: serde_json::Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(written, golden);

    let golden: serde_json::Value =
        serde_json::from_str(include_str!("../data/record-2.json")).unwrap();
    let written: serde_json::Value = serde_json::from_slice(&marked("golden").to_record()).unwrap();
    assert_eq!(written, golden);
}

/// Older programs refuse a record while its refresh token is marked, and read it again afterwards.
#[test]
fn only_a_mark_raises_the_format() {
    let format = |session: &Session| {
        let written: serde_json::Value = serde_json::from_slice(&session.to_record()).unwrap();
        written["format"].as_u64().unwrap()
    };
    let mut session = marked("x");
    assert_eq!(format(&session), 2);
    session.set_refresh_mark(None);
    assert_eq!(format(&session), 1);
    session.set_refresh_mark(RefreshMark::held("a", UNIX_EPOCH));
    session.set_refresh_token(RefreshToken::parse("next").unwrap());
    assert!(session.refresh_mark().is_none());
    session.set_refresh_token(None);
    session.set_refresh_mark(RefreshMark::held("a", UNIX_EPOCH));
    assert!(session.refresh_mark().is_none());
}

#[test]
fn empty_session_is_one_field() {
    assert_eq!(*Session::default().to_record(), br#"{"format":1}"#);
    assert!(Session::from_record(br#"{"format":1}"#).unwrap().is_empty());
}

#[test]
fn unknown_fields_are_ignored_and_null_is_absent() {
    let record = br#"{"format":1,"id_token":null,"later":{"a":[1]},"user_id":"u"}"#;
    let session = Session::from_record(record).unwrap();
    assert!(session.id_token().is_none());
    assert_eq!(session.user_id().map(UserId::as_str), Some("u"));
}

#[test]
fn newer_format_is_refused_whatever_it_holds() {
    for record in [
        r#"{"format":3}"#,
        r#"{"format":3,"id_token":{"kind":"new"}}"#,
        r#"{"id_token":7,"format":18446744073709551615}"#,
    ] {
        let error = Session::from_record(record.as_bytes()).unwrap_err();
        assert!(error.is_unreadable());
        assert!(error.to_string().contains("newer program"), "{error}");
    }
}

#[test]
fn damaged_records_are_refused() {
    for record in [
        "",
        "{",
        "null",
        "[]",
        "{}",
        r#"{"format":0}"#,
        r#"{"format":-1}"#,
        r#"{"format":"1"}"#,
        r#"{"format":1} x"#,
        r#"{"format":1,"format":1}"#,
        r#"{"format":1,"id_token":""}"#,
        r#"{"format":1,"id_token":"with space"}"#,
        r#"{"format":1,"id_token":7}"#,
        r#"{"format":1,"user_id":"a/b"}"#,
        r#"{"format":1,"expires_at":"soon"}"#,
        r#"{"format":1,"expires_at":1e300}"#,
        r#"{"format":2,"refresh_token":"r","refresh_mark":{}}"#,
        r#"{"format":2,"refresh_token":"r","refresh_mark":{"started_at":"now"}}"#,
    ] {
        let result = Session::from_record(record.as_bytes());
        assert!(result.is_err_and(|error| error.is_unreadable()), "{record}");
    }
}

#[test]
fn times_are_whole_seconds_before_they_are_stored() {
    let mut session = Session::default();
    session.set_expires_at(UNIX_EPOCH + Duration::from_millis(1_999));
    session.set_obtained_at(UNIX_EPOCH - Duration::from_millis(1));
    let back = Session::from_record(&session.to_record()).unwrap();
    assert_eq!(slots(&back), slots(&session));
    assert_eq!(back.expires_at(), Some(UNIX_EPOCH + Duration::from_secs(1)));
}

proptest! {
    #[test]
    fn any_session_round_trips(session in any_session()) {
        let back = Session::from_record(&session.to_record()).unwrap();
        prop_assert_eq!(slots(&back), slots(&session));
    }

    #[test]
    fn any_bytes_are_a_session_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Session::from_record(&bytes);
    }

    #[test]
    fn any_change_of_a_byte_is_a_session_or_an_error(at in any::<prop::sample::Index>(), byte: u8) {
        let mut record = full("x").to_record();
        let at = at.index(record.len());
        record[at] = byte;
        let _ = Session::from_record(&record);
    }

    #[test]
    fn a_cut_record_is_an_error(at in any::<prop::sample::Index>()) {
        let record = full("x").to_record();
        prop_assert!(Session::from_record(&record[..at.index(record.len())]).is_err());
    }
}

prop_compose! {
    pub(crate) fn any_session()(
        tokens in prop::array::uniform5(prop::option::of("[!-~]{1,80}")),
        user in prop::option::of("[a-zA-Z0-9_-]{1,64}"),
        obtained in prop::option::of(-4_000_000_000_i64..4_000_000_000),
        [expires, access_expires] in prop::array::uniform2(prop::option::of(0..i64::MAX / 4)),
        mark in prop::option::of(("\\PC{0,20}", -9_i64..4_000_000_000, any::<bool>(), any::<bool>())),
    ) -> Session {
        let [id, mfa, first, access, refresh] = tokens;
        let time = |seconds: i64| {
            let distance = Duration::from_secs(seconds.unsigned_abs());
            if seconds < 0 { UNIX_EPOCH - distance } else { UNIX_EPOCH + distance }
        };
        let mut session = Session::default();
        session.set_id_token(id.map(|text| IdToken::parse(text).unwrap()));
        session.set_mfa_token(mfa.map(|text| MfaToken::parse(text).unwrap()));
        session.set_first_login_token(first.map(|text| FirstLoginToken::parse(text).unwrap()));
        session.set_access_token(access.map(|text| AccessToken::parse(text).unwrap()));
        session.set_refresh_token(refresh.map(|text| RefreshToken::parse(text).unwrap()));
        session.set_user_id(user.map(|text| UserId::parse(text).unwrap()));
        session.set_obtained_at(obtained.map(time));
        session.set_expires_at(expires.map(time));
        session.set_access_expires_at(access_expires.map(time));
        session.set_refresh_mark(mark.map(|(holder, started_at, is_held, was_unanswered)| {
            let mark = RefreshMark::held(holder, time(started_at));
            match (is_held, was_unanswered) {
                (false, _) => mark.unanswered(),
                (true, true) => mark.after_unanswered(),
                (true, false) => mark,
            }
        }));
        session
    }
}
