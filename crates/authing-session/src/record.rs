//! The stored form of a session, apart from the domain type so that either can change alone.
//!
//! One JSON object with a format number. A field that an older program may ignore, and drop when
//! it saves, keeps the number; a change that must not be lost raises it, and older programs then
//! refuse the record instead of damaging it. Each released number keeps a golden file in
//! `tests/data`.
//!
//! A record is written in the lowest format that says all of it, so that older programs go on
//! reading what they can keep. Format 2 is format 1 with a mark on the refresh token: whoever drops
//! the mark lets two programs use the token at once, and hides that it may be used up.

use std::borrow::Cow;
use std::time::SystemTime;

use authing_types::{AccessToken, FirstLoginToken, IdToken, MfaToken, RefreshToken, UserId};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::error::Category;
use zeroize::Zeroizing;

use crate::buffer::SecretBuffer;
use crate::{RefreshMark, Session, StoreError, StoreErrorKind, seconds};

impl Session {
    /// The session as a record, for stores that keep bytes: compact JSON with the tokens in clear
    /// text, wiped from memory when dropped.
    ///
    /// The form is this crate's own business and versioned by itself; keep it as it is, and keep
    /// the [`Version`](crate::Version) beside it.
    #[inline]
    pub fn to_record(&self) -> Zeroizing<Vec<u8>> {
        let record = Outgoing {
            format: if self.refresh_mark().is_some() { FORMAT } else { 1 },
            id_token: self.id_token().map(IdToken::expose_secret),
            mfa_token: self.mfa_token().map(MfaToken::expose_secret),
            first_login_token: self.first_login_token().map(FirstLoginToken::expose_secret),
            access_token: self.access_token().map(AccessToken::expose_secret),
            refresh_token: self.refresh_token().map(RefreshToken::expose_secret),
            user_id: self.user_id().map(UserId::as_str),
            obtained_at: self.obtained_at().map(seconds::from_time),
            expires_at: self.expires_at().map(seconds::from_time),
            access_expires_at: self.access_expires_at().map(seconds::from_time),
            refresh_mark: self.refresh_mark().map(|mark| Mark {
                holder: mark.holder().map(Cow::Borrowed),
                started_at: seconds::from_time(mark.started_at()),
                was_unanswered: mark.was_unanswered(),
            }),
        };
        #[expect(clippy::expect_used, reason = "strings and numbers always serialize")]
        SecretBuffer::json(&record).expect("a record holds only strings and numbers")
    }

    /// Reads a record that [`Session::to_record`] of this or an earlier version wrote.
    ///
    /// # Errors
    ///
    /// [`StoreErrorKind::Unreadable`] when it is not a record, is damaged, or was written by a
    /// newer version of this crate. The error does not repeat what the record holds.
    #[inline]
    pub fn from_record(record: &[u8]) -> Result<Self, StoreError> {
        read(record).map_err(|error| {
            StoreError::new(StoreErrorKind::Unreadable, format!("the session record {error}"))
        })
    }
}

/// Reads a record of any released format.
#[inline]
pub(crate) fn read(record: &[u8]) -> Result<Session, RecordError> {
    let head: Head = parse(record)?;
    if head.format > FORMAT {
        return Err(RecordError::Newer(head.format));
    }
    if head.format == 0 {
        return Err(RecordError::Invalid("format"));
    }
    let incoming: Incoming<'_> = parse(record)?;
    let mut session = Session::default();
    session.set_id_token(token(incoming.id_token, "id_token", IdToken::parse)?);
    session.set_mfa_token(token(incoming.mfa_token, "mfa_token", MfaToken::parse)?);
    session.set_first_login_token(token(
        incoming.first_login_token,
        "first_login_token",
        FirstLoginToken::parse,
    )?);
    session.set_access_token(token(incoming.access_token, "access_token", AccessToken::parse)?);
    session.set_refresh_token(token(incoming.refresh_token, "refresh_token", RefreshToken::parse)?);
    session.set_user_id(token(incoming.user_id, "user_id", UserId::parse)?);
    session.set_obtained_at(time(incoming.obtained_at, "obtained_at")?);
    session.set_expires_at(time(incoming.expires_at, "expires_at")?);
    session.set_access_expires_at(time(incoming.access_expires_at, "access_expires_at")?);
    if head.format >= 2 {
        session.set_refresh_mark(incoming.refresh_mark.map(mark).transpose()?);
    }
    Ok(session)
}

/// Parses JSON; the error tells where, not what: serde's own messages repeat the value they
/// stumbled over, which may be a token in the wrong place.
pub(crate) fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, RecordError> {
    serde_json::from_slice(json).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        match error.classify() {
            Category::Data => RecordError::Unexpected { line, column },
            Category::Eof => RecordError::CutShort,
            Category::Syntax | Category::Io => RecordError::NotJson { line, column },
        }
    })
}

/// Why stored bytes could not be read, as a phrase that continues their name. Holds none of them.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecordError {
    #[error("is not JSON (line {line}, column {column})")]
    NotJson { line: usize, column: usize },
    #[error("is cut short")]
    CutShort,
    #[error("has an unexpected value (line {line}, column {column})")]
    Unexpected { line: usize, column: usize },
    #[error("has an invalid {0}")]
    Invalid(&'static str),
    #[error(
        "was written by a newer program (record format {0}, known is {FORMAT}): update this one"
    )]
    Newer(u64),
}

/// The newest format that is written and read.
const FORMAT: u64 = 2;

/// What every format has.
#[derive(Deserialize)]
struct Head {
    format: u64,
}

#[derive(Serialize)]
struct Outgoing<'a> {
    format: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfa_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_login_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    /// Seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    obtained_at: Option<i64>,
    /// Seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    /// Seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_expires_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_mark: Option<Mark<'a>>,
}

/// From format 2 on.
#[derive(Deserialize, Serialize)]
struct Mark<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    holder: Option<Cow<'a, str>>,
    /// Seconds since the epoch.
    started_at: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    was_unanswered: bool,
}

/// Formats 1 and 2. Fields it does not know are ignored.
#[derive(Deserialize)]
struct Incoming<'a> {
    id_token: Option<SecretText>,
    mfa_token: Option<SecretText>,
    first_login_token: Option<SecretText>,
    access_token: Option<SecretText>,
    refresh_token: Option<SecretText>,
    user_id: Option<SecretText>,
    obtained_at: Option<i64>,
    expires_at: Option<i64>,
    access_expires_at: Option<i64>,
    #[serde(borrow)]
    refresh_mark: Option<Mark<'a>>,
}

/// Text on its way into a secret, wiped also when a later field turns out to be damaged.
struct SecretText(Zeroizing<String>);

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

fn token<T, E>(
    text: Option<SecretText>,
    field: &'static str,
    parse: impl FnOnce(String) -> Result<T, E>,
) -> Result<Option<T>, RecordError> {
    text.map(|mut text| parse(std::mem::take(&mut *text.0)))
        .transpose()
        .map_err(|_| RecordError::Invalid(field))
}

fn time(seconds: Option<i64>, field: &'static str) -> Result<Option<SystemTime>, RecordError> {
    seconds.map(|seconds| seconds::to_time(seconds).ok_or(RecordError::Invalid(field))).transpose()
}

fn mark(mark: Mark<'_>) -> Result<RefreshMark, RecordError> {
    let invalid = RecordError::Invalid("refresh_mark");
    let started_at = seconds::to_time(mark.started_at).ok_or(invalid)?;
    let read = RefreshMark::held(mark.holder.as_deref().unwrap_or_default(), started_at);
    Ok(match (mark.holder, mark.was_unanswered) {
        (None, _) => read.unanswered(),
        (Some(_), true) => read.after_unanswered(),
        (Some(_), false) => read,
    })
}
