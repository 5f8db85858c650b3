mod changes;
mod due;
mod emit;
mod ending;
mod reading;
mod refresh;
mod rotation;
pub(crate) mod single_flight;
mod tokens;

pub use reading::SessionState;

use std::sync::Arc;

use authing_api::{Auth, Bearer, DecodeError, Operation, OperationOutput as _, SessionEffect};
use authing_session::{Session, SessionStore as _, StoreError, Stored};

use self::due::Need;
use self::refresh::RefreshReason;
use crate::call::Call;
use crate::client::Shared;
use crate::events::SignOutReason;
use crate::known::{Known as _, boxed};
use crate::{Error, SessionKey};

/// One user's session: a key in the store, and the methods that act on it.
///
/// Cheap to clone; clones and other handles with the same key are the same session. The tokens are
/// read from the store for every call, so that programs which share a store share the sign-in.
#[derive(Clone, Debug)]
pub struct UserSession {
    shared: Arc<Shared>,
    key: SessionKey,
}

impl UserSession {
    pub(crate) fn new(shared: Arc<Shared>, key: SessionKey) -> Self {
        Self { shared, key }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The key in the store.
    pub fn key(&self) -> &SessionKey {
        &self.key
    }

    /// Sends any operation as this session's user, and takes over what its answer means for the
    /// session.
    ///
    /// The named methods do the same for one operation each.
    ///
    /// # Errors
    ///
    /// [`Error`]: the input was refused, no usable answer came, the service refused, or the store
    /// failed. 2020 from the service ends the session, unless a refresh token brings new tokens, and
    /// then the call is made again; nothing else ends it but what [`refresh`](Self::refresh) tells.
    pub async fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        if O::SHOWS_TOKEN {
            boxed(self.send_signed_in(operation)).await
        } else {
            self.send_checked(operation, |_| Ok(())).await
        }
    }

    /// Sends an operation with the session's token, a new one where need be.
    async fn send_signed_in<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        let call = self.shared.begin();
        let mut stored = self.load().await.map_err(|error| Error::load(&O::INFO, error))?;
        if self.refreshes_for::<O>() {
            stored = self.fresh(call, O::INFO.auth, stored).await?;
        }
        let mut result = self.send_as(call, &operation, stored.as_ref()).await;
        if let Some((need, refused)) = self.replaceable::<O>(&result, stored.as_ref()) {
            // Where no new token can be had, why not is what the caller must learn.
            Box::pin(self.refresh_shared(call, RefreshReason::Instead(need, refused))).await?;
            stored = self.load().await.map_err(|error| Error::load(&O::INFO, error))?;
            result = self.send_as(call, &operation, stored.as_ref()).await;
        }
        let ends = match O::INFO.session {
            // Whatever the service said, and also when it cannot be reached: whoever asks to be
            // signed out is, on this machine.
            SessionEffect::Ends => true,
            SessionEffect::EndsOnSuccess => result.is_ok(),
            _ => false,
        };
        let done = if ends {
            self.forget().await.map(|had_session| {
                if had_session {
                    self.emit_signed_out(SignOutReason::Requested);
                }
            })
        } else if let (Auth::Mfa, Ok(output)) = (O::INFO.auth, &result) {
            self.take_over(output.session_change(), None).await
        } else if let Some(stored) = &stored {
            self.follow_up(&result, stored).await
        } else {
            Ok(())
        };
        done.map_err(|error| Error::save(&O::INFO, error))?;
        result.map(|output| *output)
    }

    /// Sends an operation that shows no token. What its answer means for the session is taken over
    /// only if the answer passes the check.
    pub(crate) async fn send_checked<O: Operation>(
        &self,
        operation: O,
        check: impl FnOnce(&O::Output) -> Result<(), DecodeError> + Send,
    ) -> Result<O::Output, Error> {
        let info = O::INFO;
        let loaded = if info.signs_in || O::IS_OIDC {
            // A store that cannot be read must be noticed before the service acts.
            Some(self.load().await.map_err(|error| Error::load(&info, error))?)
        } else {
            None
        };
        let output = self.shared.exchange(self.shared.begin(), &operation, None).await?;
        check(&output).map_err(|error| Error::decode(&info, error))?;
        let change = output.session_change();
        let kept = if O::ROTATES {
            let before = loaded.flatten();
            let kept = boxed(self.rotate(before.as_ref(), change)).await;
            kept.map(|kept| kept.iter().for_each(|session| self.emit_refreshed(session)))
        } else {
            self.take_over(change, loaded).await
        };
        kept.map_err(|error| Error::save(&info, error))?;
        Ok(*output)
    }

    /// Sends an operation with the token that the session holds for it.
    async fn send_as<O: Operation>(
        &self,
        call: Call,
        operation: &O,
        stored: Option<&Stored>,
    ) -> Result<Box<O::Output>, Error> {
        match stored.and_then(|stored| bearer(O::INFO.auth, &stored.session)) {
            Some(bearer) => self.shared.exchange(call, operation, Some(bearer)).await,
            None => Err(Error::build(&O::INFO, O::INFO.auth.missing_token())),
        }
    }

    /// The token that the service refused, where a refresh token can bring another one: it is that
    /// token which decides then whether the user is signed in. A refusal means that nothing was
    /// done, so the call may be made again.
    fn replaceable<'a, O: Operation>(
        &self,
        result: &Result<Box<O::Output>, Error>,
        stored: Option<&'a Stored>,
    ) -> Option<(Need, &'a str)> {
        let error = result.as_ref().err().filter(|error| error.is_refused())?;
        let is_dead = error.is_not_signed_in() || error.oauth_error() == Some("invalid_token");
        let session = &stored?.session;
        if !is_dead || !self.refreshes_for::<O>() || session.refresh_token().is_none() {
            return None;
        }
        let need = Need::of(O::INFO.auth, session)?;
        Some((need, need.token(session)?))
    }

    pub(crate) async fn load(&self) -> Result<Option<Stored>, StoreError> {
        self.store().load(&self.key).await
    }

    fn store(&self) -> &authing_session::SharedStore {
        &self.shared.store
    }
}

/// How often a change of the store is tried against others before it is given up. Each failed round
/// means that another program succeeded, so a store that works never gets there.
const MAX_ROUNDS: usize = 100;

/// The token to show, by the operation's class (protocol.md 1.4).
fn bearer(auth: Auth, session: &Session) -> Option<Bearer<'_>> {
    let access = session.access_token().map(Bearer::Access);
    match auth {
        Auth::Mfa => session.mfa_token().map(Bearer::Mfa),
        Auth::AccessToken => access,
        _ => session.id_token().map(Bearer::Id).or(access),
    }
}
