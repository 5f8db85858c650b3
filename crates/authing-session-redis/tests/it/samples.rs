//! Sessions to store, and how to tell that they came back.

use authing_session::{Session, SessionKey, SessionStore, Stored};
use authing_types::IdToken;

pub(crate) fn key(text: &str) -> SessionKey {
    SessionKey::parse(text).unwrap()
}

/// A session with nothing but an id token.
pub(crate) fn signed_in(token: &str) -> Session {
    let mut session = Session::default();
    session.set_id_token(IdToken::parse(token).unwrap());
    session
}

pub(crate) fn token(stored: &Stored) -> &str {
    stored.session.id_token().unwrap().expose_secret()
}

/// The session that has to be there.
pub(crate) async fn load(store: &dyn SessionStore, key: &SessionKey) -> Stored {
    store.load(key).await.unwrap().expect("never absent")
}
