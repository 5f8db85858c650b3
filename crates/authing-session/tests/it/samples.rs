//! Sessions to store, and how to tell that they came back.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use authing_session::{RefreshMark, Session, SessionKey};
use authing_types::{AccessToken, FirstLoginToken, IdToken, MfaToken, RefreshToken, UserId};

pub(crate) fn key(text: &str) -> SessionKey {
    SessionKey::parse(text).unwrap()
}

/// A session with nothing but an id token.
pub(crate) fn signed_in(token: &str) -> Session {
    let mut session = Session::default();
    session.set_id_token(IdToken::parse(token).unwrap());
    session
}

/// A session with every slot filled, each with a text of its own.
pub(crate) fn full(tag: &str) -> Session {
    let mut session = signed_in(&format!("id-{tag}"));
    session.set_mfa_token(MfaToken::parse(format!("mfa-{tag}")).unwrap());
    session.set_first_login_token(FirstLoginToken::parse(format!("first-{tag}")).unwrap());
    session.set_access_token(AccessToken::parse(format!("access-{tag}")).unwrap());
    session.set_refresh_token(RefreshToken::parse(format!("refresh-{tag}")).unwrap());
    session.set_user_id(UserId::parse("5f00000000000000000000c4").unwrap());
    session.set_obtained_at(at(1_774_425_600));
    session.set_expires_at(at(1_775_635_200));
    session
}

/// The same, with what format 2 adds.
pub(crate) fn marked(tag: &str) -> Session {
    let mut session = full(tag);
    session.set_access_expires_at(at(1_774_429_200));
    session.set_refresh_mark(RefreshMark::held("worker-1", at(1_774_429_140)).after_unanswered());
    session
}

pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// All slots as plain text, since secrets do not compare.
pub(crate) fn slots(session: &Session) -> [(&'static str, Option<String>); 10] {
    let time = |time: Option<SystemTime>| time.map(|time| format!("{time:?}"));
    let text = |text: Option<&str>| text.map(str::to_owned);
    [
        ("id", text(session.id_token().map(IdToken::expose_secret))),
        ("mfa", text(session.mfa_token().map(MfaToken::expose_secret))),
        ("first", text(session.first_login_token().map(FirstLoginToken::expose_secret))),
        ("access", text(session.access_token().map(AccessToken::expose_secret))),
        ("refresh", text(session.refresh_token().map(RefreshToken::expose_secret))),
        ("user", text(session.user_id().map(UserId::as_str))),
        ("obtained", time(session.obtained_at())),
        ("expires", time(session.expires_at())),
        ("access expires", time(session.access_expires_at())),
        ("mark", session.refresh_mark().map(|mark| format!("{mark:?}"))),
    ]
}
