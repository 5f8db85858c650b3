//! Whether a session's tokens are to be replaced: pure decisions.

use std::time::SystemTime;

use authing_api::Auth;
use authing_session::Session;

use crate::RefreshPolicy;

/// Which token a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Id,
    Access,
}

impl Need {
    /// As `bearer` chooses it; `None` where a refresh brings nothing that the call shows.
    pub(super) fn of(auth: Auth, session: &Session) -> Option<Self> {
        match auth {
            Auth::AccessToken => Some(Self::Access),
            Auth::User if session.id_token().is_some() => Some(Self::Id),
            Auth::User => Some(Self::Access),
            _ => None,
        }
    }

    /// The token itself.
    pub(super) fn token(self, session: &Session) -> Option<&str> {
        match self {
            Self::Id => session.id_token().map(authing_types::IdToken::expose_secret),
            Self::Access => session.access_token().map(authing_types::AccessToken::expose_secret),
        }
    }
}

/// How near a token is to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// It is far, or not known.
    No,
    /// Within the margin; the token still works.
    Soon,
    /// It is over, by the client's clock.
    Over,
}

/// How near the token that is needed is to its end. [`Due::No`] also where nothing can be done.
#[inline]
pub(super) fn due(session: &Session, need: Need, policy: &RefreshPolicy, now: SystemTime) -> Due {
    let can_rotate = session.refresh_token().is_some();
    let (expires_at, margin) = match need {
        Need::Access => (session.access_expires_at(), policy.margin()),
        Need::Id if can_rotate => (session.expires_at(), policy.margin()),
        Need::Id => {
            let lifetime = session
                .expires_at()
                .zip(session.obtained_at())
                .and_then(|(end, start)| end.duration_since(start).ok());
            let quarter = lifetime.map_or(policy.margin(), |lifetime| lifetime / 4);
            (session.expires_at(), policy.id_token_margin().unwrap_or(quarter))
        }
    };
    let due = match expires_at.map(|at| at.duration_since(now)) {
        None => Due::No,
        Some(Err(_)) => Due::Over,
        Some(Ok(left)) if left.is_zero() => Due::Over,
        Some(Ok(left)) if left <= margin => Due::Soon,
        Some(Ok(_)) => Due::No,
    };
    match (can_rotate, need, due) {
        (true, ..) | (false, Need::Id, Due::Soon) => due,
        // A32 takes valid id tokens only; the service decides what becomes of the others.
        _ => Due::No,
    }
}

/// The session without its refresh token, which is dead, without the token that the service refused
/// before, and without what has expired anyway; and whether nothing is left of the sign-in.
///
/// Whose id token is refused is not signed in (2020): then nothing is left.
#[inline]
pub(super) fn without_refresh_token(
    session: &Session,
    refused: Option<Need>,
    now: SystemTime,
) -> (Session, bool) {
    let mut left = session.clone();
    left.set_refresh_token(None);
    if refused == Some(Need::Id) {
        drop_id_token(&mut left);
    }
    if refused.is_some() || left.access_expires_at().is_some_and(|at| at <= now) {
        left.set_access_token(None);
        left.set_access_expires_at(None);
    }
    if left.expires_at().is_some_and(|at| at <= now) {
        drop_id_token(&mut left);
    }
    let is_over = left.id_token().is_none() && left.access_token().is_none();
    if is_over {
        left.set_user_id(None);
    }
    (left, is_over)
}

#[inline]
pub(super) fn drop_id_token(session: &mut Session) {
    session.set_id_token(None);
    session.set_expires_at(None);
    session.set_obtained_at(None);
}
