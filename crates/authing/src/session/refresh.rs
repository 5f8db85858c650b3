//! The session engine: getting new tokens in time, once, and without losing them (docs/sessions.md).

use std::sync::Arc;
use std::time::Duration;

use authing_api::operations::{RefreshAccessToken, UpdateIdToken};
use authing_api::{
    Auth, BuildError, Operation, OperationOutput as _, SessionEffect, oidc::TokenSet,
};
use authing_session::{Session, SessionStore as _, Stored};
use authing_transport::time::Clock as _;

use super::due::{Due, Need, due};
use super::single_flight::Turn;
use super::{SessionState, UserSession};
use crate::Error;
use crate::call::Call;
use crate::events::{SessionEventKind, SignOutReason};

/// Why somebody wants new tokens, and so whether those that are stored will do.
#[derive(Clone, Copy)]
pub(super) enum RefreshReason<'a> {
    /// A call needs this token, and it is about to expire.
    Due(Need),
    /// The service does not take this token any more.
    Instead(Need, &'a str),
    /// Somebody asked for it.
    Now,
    /// Somebody asked for a refresh of their own, whatever others just did.
    Another,
}

/// What became of it.
pub(super) enum RefreshOutcome {
    /// What is stored will do.
    NotNeeded,
    /// There are new tokens: these, where a refresh token was used.
    Refreshed(Option<TokenSet>),
}

impl UserSession {
    /// Gets new tokens now, whenever the present ones expire.
    ///
    /// With a refresh token all tokens are replaced (protocol.md B18); without one the id token is
    /// (A32). Calls that ask at the same time, on any handle of this session, share one refresh.
    /// Programs that share the store wait for each other, as far as the client has a way to wait.
    ///
    /// Calls do this by themselves before a token expires: see [`RefreshPolicy`].
    ///
    /// [`RefreshPolicy`]: crate::RefreshPolicy
    ///
    /// # Errors
    ///
    /// [`Error`]. Only a refusal ends the session: [`Error::is_refresh_refused`] and
    /// [`Error::is_not_signed_in`] tell. After any other failure the session is as it was, and
    /// trying again is safe.
    pub async fn refresh(&self) -> Result<SessionState, Error> {
        self.refresh_shared(self.shared.begin(), RefreshReason::Now).await?;
        self.state().await
    }

    /// The session with a token that will last for the call, where that can be had; it is what was
    /// loaded otherwise.
    pub(super) async fn fresh(
        &self,
        call: Call,
        auth: Auth,
        stored: Option<Stored>,
    ) -> Result<Option<Stored>, Error> {
        let Some(need) = stored.as_ref().and_then(|stored| Need::of(auth, &stored.session)) else {
            return Ok(stored);
        };
        let due = stored.as_ref().map_or(Due::No, |stored| self.due(&stored.session, need));
        let clock = &self.shared.clock;
        let cools_down = || self.shared.single_flight.cools_down(&self.key, clock.monotonic());
        if due == Due::No || (due == Due::Soon && cools_down()) {
            return Ok(stored);
        }
        match Box::pin(self.refresh_shared(call, RefreshReason::Due(need))).await {
            // The token still works, and the service will tell if not.
            Err(error) if due == Due::Soon && !error.is_refresh_refused() => {}
            done => done?,
        }
        self.load().await.map_err(|error| Error::load(&RefreshAccessToken::INFO, error))
    }

    /// Whether calls of this operation get new tokens first.
    pub(super) fn refreshes_for<O: Operation>(&self) -> bool {
        self.shared.refresh.is_automatic()
            && O::INFO.session != SessionEffect::Ends
            && O::INFO.name != UpdateIdToken::INFO.name
    }

    #[inline]
    pub(super) fn due(&self, session: &Session, need: Need) -> Due {
        due(session, need, &self.shared.refresh, self.shared.clock.now())
    }

    /// Takes a turn at refreshing this session, or the outcome of whoever's turn it was.
    pub(super) async fn refresh_shared(
        &self,
        call: Call,
        reason: RefreshReason<'_>,
    ) -> Result<(), Error> {
        let (slot, seen) = self.slot();
        let mut turn = slot.turn.lock().await;
        if slot.finished() != seen
            && let Some(outcome) = &turn.outcome
        {
            return outcome.clone();
        }
        self.take_turn(call, &slot, &mut turn, reason).await.map(drop)
    }

    /// A refresh of one's own, with the newest refresh token, after those that are under way.
    pub(crate) async fn rotate_now(&self) -> Result<TokenSet, Error> {
        let (slot, _) = self.slot();
        let mut turn = slot.turn.lock().await;
        match self.take_turn(self.shared.begin(), &slot, &mut turn, RefreshReason::Another).await? {
            RefreshOutcome::Refreshed(Some(tokens)) => Ok(tokens),
            // There is no refresh token.
            _ => Err(Error::build(&RefreshAccessToken::INFO, BuildError::NotSignedIn)),
        }
    }

    #[inline]
    fn slot(&self) -> (Arc<super::single_flight::Slot>, u64) {
        let slot = self.shared.single_flight.slot(&self.key, self.shared.clock.monotonic());
        let seen = slot.finished();
        (slot, seen)
    }

    async fn take_turn(
        &self,
        call: Call,
        slot: &super::single_flight::Slot,
        turn: &mut Turn,
        reason: RefreshReason<'_>,
    ) -> Result<RefreshOutcome, Error> {
        let result = self.lead(call, reason, turn).await;
        let outcome = match &result {
            Ok(RefreshOutcome::NotNeeded) => return result,
            Ok(RefreshOutcome::Refreshed(_)) => Ok(()),
            Err(error) => {
                self.emit(SessionEventKind::RefreshFailed { error: error.clone() });
                Err(error.clone())
            }
        };
        turn.outcome = Some(outcome);
        // What is not saved yet must not wait.
        let pause = if turn.unsaved.is_some() { Duration::ZERO } else { COOLDOWN };
        slot.finish(self.shared.clock.monotonic().saturating_add(pause));
        result
    }

    /// Exchanges the id token for a fresh one (protocol.md A32). The present one lives on (an
    /// assumption), so nothing is lost when the answer is.
    pub(super) async fn renew(&self, call: Call, stored: &Stored) -> Result<RefreshOutcome, Error> {
        let info = &UpdateIdToken::INFO;
        let bearer = super::bearer(Auth::User, &stored.session);
        let bearer = bearer.ok_or_else(|| Error::build(info, BuildError::NotSignedIn))?;
        let result = self.shared.exchange(call, &UpdateIdToken::new(), Some(bearer)).await;
        let output = match result {
            Ok(output) => output,
            Err(error) if error.is_refused() && error.is_not_signed_in() => {
                if self.store().clear(&self.key, &stored.version).await.is_ok() {
                    self.emit_signed_out(SignOutReason::Refused);
                }
                return Err(error);
            }
            Err(error) => return Err(error),
        };
        let Some(fresh) = self.refreshed(&stored.session, output.session_change()) else {
            return Ok(RefreshOutcome::Refreshed(None));
        };
        match self.store().save(&self.key, &fresh, Some(&stored.version)).await {
            Ok(_) => self.emit_refreshed(&fresh),
            // Whoever changed the session meanwhile is newer: a sign-out stays one.
            Err(error) if error.is_conflict() => {
                let stored = self.load().await.map_err(|error| Error::save(info, error))?;
                if stored.is_none() {
                    return Err(Error::build(info, BuildError::NotSignedIn));
                }
            }
            Err(error) => return Err(Error::save(info, error)),
        }
        Ok(RefreshOutcome::Refreshed(None))
    }
}

/// For how long after a refresh, failed or not, calls do not try again by themselves while their
/// token still works.
const COOLDOWN: Duration = Duration::from_secs(30);

impl crate::Client {
    /// Gets new tokens now: see [`UserSession::refresh`].
    ///
    /// # Errors
    ///
    /// As [`UserSession::refresh`].
    pub async fn refresh(&self) -> Result<SessionState, Error> {
        self.default_session().refresh().await
    }
}
