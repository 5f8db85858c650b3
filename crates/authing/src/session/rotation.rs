//! Using a rotating refresh token (protocol.md B18): marked before, saved after.

use std::time::Duration;

use authing_api::operations::RefreshAccessToken;
use authing_api::{BuildError, Operation as _, SessionChange, oidc::TokenSet};
use authing_session::{RefreshMark, Session, SessionStore as _, StoreError, Stored};
use authing_transport::time::{Clock as _, Sleep as _};
use authing_types::RefreshToken;

use super::due::{Due, Need, without_refresh_token};
use super::refresh::{RefreshOutcome, RefreshReason};
use super::single_flight::{Turn, Unsaved};
use super::{MAX_ROUNDS, UserSession};
use crate::Error;
use crate::call::Call;
use crate::events::SignOutReason;

impl UserSession {
    /// Refreshes the session as it is stored, if that is still wanted. Runs in one's turn only.
    pub(super) async fn lead(
        &self,
        call: Call,
        reason: RefreshReason<'_>,
        turn: &mut Turn,
    ) -> Result<RefreshOutcome, Error> {
        let info = &RefreshAccessToken::INFO;
        let gives_up_at = self.shared.clock.monotonic() + self.shared.refresh.lease() + POLL;
        // The version in which our own mark stands, where we did not use the token after all.
        let mut unused: Option<(authing_session::Version, bool)> = None;
        let mut conflicts = 0;
        loop {
            let stored = self.load().await.map_err(|error| Error::load(info, error))?;
            let stored = stored.ok_or_else(|| Error::build(info, BuildError::NotSignedIn))?;
            if !self.is_wanted(reason, &stored.session) {
                return Ok(RefreshOutcome::NotNeeded);
            }
            let Some(token) = stored.session.refresh_token().cloned() else {
                return match reason {
                    RefreshReason::Another => Ok(RefreshOutcome::NotNeeded),
                    _ => self.renew(call, &stored).await,
                };
            };
            if turn.unsaved.as_ref().is_some_and(|unsaved| is_of(&unsaved.before, &token)) {
                return self.keep(call, turn).await;
            }
            turn.unsaved = None;

            let now = self.shared.clock.now();
            let lease = self.shared.refresh.lease();
            let mark = stored.session.refresh_mark();
            let others =
                mark.filter(|mark| mark.holder() != Some(self.shared.single_flight.holder()));
            if others.is_some_and(|mark| mark.is_held(now, lease)) {
                if let RefreshReason::Due(need) = reason
                    && self.due(&stored.session, need) == Due::Soon
                {
                    return Ok(RefreshOutcome::NotNeeded); // What there is still works.
                }
                let Some(sleep) = self.shared.timer() else {
                    return Err(Error::refresh_in_progress());
                };
                if self.shared.is_over(call) || self.shared.clock.monotonic() >= gives_up_at {
                    return Err(Error::refresh_in_progress());
                }
                sleep.sleep(POLL).await;
                continue;
            }

            // A mark that is left means that the token may be used up, unless it is ours and we
            // know better. In our own turn nobody else of this client uses it.
            let was_unanswered = match (mark, &unused) {
                (None, _) => false,
                (Some(_), Some((version, before))) if *version == stored.version => *before,
                (Some(_), _) => true,
            };
            let mut mark = RefreshMark::held(self.shared.single_flight.holder().clone(), now);
            if was_unanswered {
                mark = mark.after_unanswered();
            }
            let mut marked = stored.session.clone();
            marked.set_refresh_mark(mark.clone());
            let version = match self.store().save(&self.key, &marked, Some(&stored.version)).await {
                Ok(version) => version,
                Err(error) if error.is_conflict() && conflicts < MAX_ROUNDS => {
                    conflicts += 1;
                    continue;
                }
                Err(error) => return Err(Error::mark(info, error)),
            };
            let is_late = |now: std::time::SystemTime| {
                now.duration_since(mark.started_at()).is_ok_and(|age| age >= lease / 2)
            };
            if is_late(self.shared.clock.now()) && conflicts < MAX_ROUNDS {
                // The store took so long that the answer could come after the lease.
                unused = Some((version, was_unanswered));
                conflicts += 1;
                continue;
            }
            let sent = Stored::new(marked, version);
            let refused = match reason {
                RefreshReason::Instead(need, _) => Some(need),
                _ => None,
            };
            return self.exchange_token_of(call, sent, token, refused, turn).await;
        }
    }

    /// Uses the refresh token of a session that says so, and keeps what comes of it.
    async fn exchange_token_of(
        &self,
        call: Call,
        sent: Stored,
        token: RefreshToken,
        refused: Option<Need>,
        turn: &mut Turn,
    ) -> Result<RefreshOutcome, Error> {
        let mark = sent.session.refresh_mark();
        let was_unanswered = mark.is_some_and(RefreshMark::was_unanswered);
        let mut operation = RefreshAccessToken::new(token);
        if let Some(secret) = &self.shared.app_secret {
            operation = operation.with_client_secret(secret.clone());
        }
        match self.shared.exchange(call, &operation, None).await {
            Ok(tokens) => {
                turn.unsaved = Some(Unsaved { before: sent, tokens: *tokens });
                self.keep(call, turn).await
            }
            Err(error) if error.oauth_error() == Some("invalid_grant") => {
                self.token_is_refused(&sent, refused, error).await
            }
            Err(error) => {
                // What failed may have come before it: finding out the host.
                let is_sent = error.operation() == Some(RefreshAccessToken::INFO.name);
                let is_unanswered = was_unanswered || (is_sent && error.may_have_acted());
                self.give_up_mark(&sent, is_unanswered).await;
                Err(error.repeatable())
            }
        }
    }

    /// Saves the tokens that the service gave. Until that succeeds they stay in memory, for the
    /// next one whose turn it is.
    async fn keep(&self, call: Call, turn: &mut Turn) -> Result<RefreshOutcome, Error> {
        let info = &RefreshAccessToken::INFO;
        let Some(Unsaved { before, tokens }) = &turn.unsaved else {
            return Ok(RefreshOutcome::NotNeeded);
        };
        let tokens = tokens.clone();
        let kept = self.rotate(Some(before), SessionChange::Tokens(&tokens)).await;
        let kept = kept.map_err(|error| Error::save(info, error).repeatable())?;
        turn.unsaved = None;
        let Some(session) = kept else {
            // Whoever signed in or out meanwhile is newer.
            let stored = self.load().await.map_err(|error| Error::load(info, error))?;
            return match stored {
                Some(_) => Ok(RefreshOutcome::Refreshed(Some(tokens))),
                None => Err(Error::build(info, BuildError::NotSignedIn)),
            };
        };
        self.emit_refreshed(&session);
        if tokens.id_token.is_none() && self.due(&session, Need::Id) == Due::Soon {
            // Without the scope `openid` a refresh leaves the id token as it is. The next call
            // tries again where this fails.
            if let Ok(Some(stored)) = self.load().await {
                let _ = self.renew(call, &stored).await;
            }
        }
        Ok(RefreshOutcome::Refreshed(Some(tokens)))
    }

    /// The service does not know the refresh token: it goes, and with it what has expired. Where
    /// somebody stored a newer one meanwhile, that one is taken over.
    async fn token_is_refused(
        &self,
        sent: &Stored,
        refused: Option<Need>,
        refusal: Error,
    ) -> Result<RefreshOutcome, Error> {
        let info = &RefreshAccessToken::INFO;
        let mark = sent.session.refresh_mark();
        let was_unanswered = mark.is_some_and(RefreshMark::was_unanswered);
        for _ in 1..MAX_ROUNDS {
            let stored = match self.load().await {
                Ok(Some(stored)) => stored,
                Ok(None) => return Err(Error::build(info, BuildError::NotSignedIn)),
                Err(_) => break,
            };
            if !is_same(&stored, sent) {
                return Ok(RefreshOutcome::Refreshed(None));
            }
            let now = self.shared.clock.now();
            let (left, is_over) = without_refresh_token(&stored.session, refused, now);
            let done = if left.is_empty() {
                self.store().clear(&self.key, &stored.version).await
            } else {
                self.store().save(&self.key, &left, Some(&stored.version)).await.map(drop)
            };
            match done {
                Err(error) if error.is_conflict() => {}
                // The refusal is what the caller must learn; the next one will learn it too.
                Err(_) => break,
                Ok(()) => {
                    if is_over {
                        self.emit_signed_out(if was_unanswered {
                            SignOutReason::RefreshInterrupted
                        } else {
                            SignOutReason::RefreshRefused
                        });
                    }
                    return Err(Error::refresh_refused(refusal, was_unanswered, is_over));
                }
            }
        }
        Err(Error::refresh_refused(refusal, was_unanswered, false))
    }

    /// Lets go of our mark after a use that failed. Where that fails too, the lease runs out.
    async fn give_up_mark(&self, sent: &Stored, is_unanswered: bool) {
        let Some(ours) = sent.session.refresh_mark() else {
            return;
        };
        for _ in 1..MAX_ROUNDS {
            let Ok(Some(stored)) = self.load().await else {
                return;
            };
            if !is_same(&stored, sent) || stored.session.refresh_mark() != Some(ours) {
                return;
            }
            let mut session = stored.session.clone();
            session.set_refresh_mark(is_unanswered.then(|| ours.unanswered()));
            match self.store().save(&self.key, &session, Some(&stored.version)).await {
                Err(error) if error.is_conflict() => {}
                _ => return,
            }
        }
    }

    /// Whether what is stored is not yet what is wanted.
    #[inline]
    fn is_wanted(&self, reason: RefreshReason<'_>, session: &Session) -> bool {
        match reason {
            RefreshReason::Now | RefreshReason::Another => true,
            RefreshReason::Due(need) => self.due(session, need) != Due::No,
            RefreshReason::Instead(need, refused) => need.token(session) == Some(refused),
        }
    }

    /// Stores what a refresh gave, if the session is still the one that it was sent for, and tells
    /// what was stored: whoever signed in, out or refreshed meanwhile is newer. The old refresh
    /// token is dead, so an unrelated change in between must not lose the new one.
    pub(super) async fn rotate(
        &self,
        before: Option<&Stored>,
        change: SessionChange<'_>,
    ) -> Result<Option<Session>, StoreError> {
        let SessionChange::Tokens(tokens) = change else {
            return Ok(None);
        };
        for _ in 1..MAX_ROUNDS {
            let stored = self.load().await?;
            let (session, version) = match (&stored, before) {
                (None, None) => (self.with_tokens(Session::default(), tokens), None),
                (Some(stored), Some(before)) if is_same(stored, before) => {
                    (self.rotated(&stored.session, tokens), Some(&stored.version))
                }
                _ => return Ok(None),
            };
            match self.store().save(&self.key, &session, version).await {
                Err(error) if error.is_conflict() => {}
                result => return result.map(|_| Some(session)),
            }
        }
        Err(StoreError::conflict())
    }

    #[inline]
    fn rotated(&self, session: &Session, tokens: &TokenSet) -> Session {
        let user = tokens.subject();
        let mut session = session.clone();
        if user.is_some() && session.user_id() != user.as_ref() {
            return self.with_tokens(session, tokens);
        }
        self.put_tokens(&mut session, tokens);
        session
    }
}

/// Whether both are the same sign-in with the same refresh token, also after a change that does not
/// matter.
#[inline]
fn is_same(stored: &Stored, before: &Stored) -> bool {
    let (stored, before) = (&stored.session, &before.session);
    let token =
        |session: &Session| session.refresh_token().map(|token| token.expose_secret().to_owned());
    stored.user_id() == before.user_id() && token(stored) == token(before)
}

#[inline]
fn is_of(stored: &Stored, token: &RefreshToken) -> bool {
    let own = stored.session.refresh_token().map(RefreshToken::expose_secret);
    own == Some(token.expose_secret())
}

/// How often somebody who waits for another program looks at the store.
const POLL: Duration = Duration::from_millis(200);
