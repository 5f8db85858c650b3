//! The record of one session.

use authing_session::Session;

use crate::{Target, canary, json};

pub(super) const TARGET: Target = Target {
    name: "session_record",
    about: "the record of a session, as a store of bytes keeps it",
    runs: 200_000,
    check,
    seeds,
};

fn check(input: &[u8]) {
    let session = match Session::from_record(input) {
        Ok(session) => session,
        Err(error) => return canary::assert_hidden(&error),
    };
    let record = session.to_record();
    let again = Session::from_record(&record).expect("a record that was written can be read");
    assert_eq!(again.to_record(), record);
    assert_same(&again, &session);
    let shown = format!("{session:?}");
    assert!(!shown.contains(canary::CANARY) || has_canary_elsewhere(input), "{shown}");
}

/// Two sessions hold the same in every slot. What a record leaves out would not show in a comparison
/// of records.
#[track_caller]
pub(super) fn assert_same(one: &Session, other: &Session) {
    let tokens = |it: &Session| {
        [
            it.id_token().map(|token| token.expose_secret().to_owned()),
            it.mfa_token().map(|token| token.expose_secret().to_owned()),
            it.first_login_token().map(|token| token.expose_secret().to_owned()),
            it.access_token().map(|token| token.expose_secret().to_owned()),
            it.refresh_token().map(|token| token.expose_secret().to_owned()),
        ]
    };
    assert!(tokens(one) == tokens(other), "the tokens differ");
    let times = |it: &Session| [it.obtained_at(), it.expires_at(), it.access_expires_at()];
    assert_eq!(times(one), times(other));
    assert_eq!(one.user_id(), other.user_id());
    assert_eq!(one.refresh_mark(), other.refresh_mark());
}

/// `Debug` shows who the user is and who holds the refresh token.
fn has_canary_elsewhere(input: &[u8]) -> bool {
    let is_token = |key: &str| key.ends_with("_token");
    json::value(input).is_none_or(|value| !canary::is_only_in(&value, &is_token))
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = json::hostile();
    seeds.extend(OWN.iter().map(|text| text.replace("CANARY", canary::CANARY).into_bytes()));
    seeds
}

pub(super) const OWN: &[&str] = &[
    include_str!("../../../authing-session/tests/data/record-1.json"),
    include_str!("../../../authing-session/tests/data/record-2.json"),
    r#"{"format":1}"#,
    r#"{"format":3,"id_token":"CANARY"}"#,
    r#"{"format":1,"id_token":"CANARY","expires_at":9223372036854775807,"obtained_at":-1}"#,
    r#"{"format":2,"refresh_token":"CANARY","refresh_mark":{"started_at":0}}"#,
    r#"{"format":2,"refresh_mark":{"holder":"","started_at":1,"was_unanswered":true}}"#,
    r#"{"format":1,"id_token":["CANARY"],"expires_at":"CANARY"}"#,
    r#"{"format":1,"id_token":"CANARY\u0000"}"#,
];
