//! How a session ends, and what else an answer to a signed-in user's call means for it.

use authing_api::OperationOutput;
use authing_session::{Session, SessionStore as _, StoreError, Stored};

use super::{MAX_ROUNDS, UserSession};
use crate::Error;
use crate::events::SignOutReason;

impl UserSession {
    /// Does to the session what the answer to a signed-in user's call means. All of it holds only
    /// for the version that was sent: whoever signed in, out or refreshed meanwhile is newer.
    pub(super) async fn follow_up<T: OperationOutput>(
        &self,
        result: &Result<Box<T>, Error>,
        stored: &Stored,
    ) -> Result<(), StoreError> {
        let done = match result {
            Err(error) if error.is_refused() && error.is_not_signed_in() => {
                // The refusal is what the caller must learn, whatever the store does now.
                if self.store().clear(&self.key, &stored.version).await.is_ok() {
                    self.emit_signed_out(SignOutReason::Refused);
                }
                return Ok(());
            }
            Err(error) if error.is_refused() && error.is_mfa_over() => {
                let mut session = stored.session.clone();
                session.set_mfa_token(None);
                let _ = self.store().save(&self.key, &session, Some(&stored.version)).await;
                return Ok(());
            }
            Err(_) => return Ok(()),
            Ok(output) => match self.refreshed(&stored.session, output.session_change()) {
                None => return Ok(()),
                Some(session) => {
                    let saved = self.store().save(&self.key, &session, Some(&stored.version)).await;
                    saved.map(|_| {
                        let token = |session: &Session| {
                            session.id_token().map(|token| token.expose_secret().to_owned())
                        };
                        if token(&session) != token(&stored.session) {
                            self.emit_refreshed(&session);
                        }
                    })
                }
            },
        };
        match done {
            Err(error) if error.is_conflict() => Ok(()),
            done => done,
        }
    }

    /// Removes the session from the store, and tells whether there was one. It wins over a refresh
    /// that comes in between: each round in which it loses, somebody else has stored something.
    pub(super) async fn forget(&self) -> Result<bool, StoreError> {
        for _ in 1..MAX_ROUNDS {
            let Some(stored) = self.load().await? else {
                return Ok(false);
            };
            match self.store().clear(&self.key, &stored.version).await {
                Err(error) if error.is_conflict() => {}
                result => return result.map(|()| true),
            }
        }
        Err(StoreError::conflict())
    }
}
