mod changes;
mod ending;
mod reading;
mod tokens;

pub use reading::SessionState;

use std::sync::Arc;

use authing_api::{
    Auth, Base, Bearer, DecodeError, Operation, OperationOutput as _, SessionEffect,
};
use authing_session::{Session, SessionStore as _, StoreError, Stored};

use crate::client::Shared;
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
    /// failed. 2020 from the service ends the session; nothing else does.
    pub async fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        if O::INFO.auth == Auth::None {
            return self.send_checked(operation, |_| Ok(())).await;
        }
        let stored = self.load().await.map_err(|error| Error::load(&O::INFO, error))?;
        let bearer = stored.as_ref().and_then(|stored| bearer(O::INFO.auth, &stored.session));
        let result = match bearer {
            Some(bearer) => self.shared.exchange(&operation, Some(bearer)).await,
            None => Err(Error::build(&O::INFO, O::INFO.auth.missing_token())),
        };
        let ends = match O::INFO.session {
            // Whatever the service said, and also when it cannot be reached: whoever asks to be
            // signed out is, on this machine.
            SessionEffect::Ends => true,
            SessionEffect::EndsOnSuccess => result.is_ok(),
            _ => false,
        };
        let done = if ends {
            self.forget().await
        } else if let (Auth::Mfa, Ok(output)) = (O::INFO.auth, &result) {
            self.take_over(output.session_change()).await
        } else if let Some(stored) = &stored {
            self.follow_up(&result, stored).await
        } else {
            Ok(())
        };
        done.map_err(|error| Error::save(&O::INFO, error))?;
        result
    }

    /// Sends an operation that shows no token. What its answer means for the session is taken over
    /// only if the answer passes the check.
    pub(crate) async fn send_checked<O: Operation>(
        &self,
        operation: O,
        check: impl FnOnce(&O::Output) -> Result<(), DecodeError> + Send,
    ) -> Result<O::Output, Error> {
        let info = O::INFO;
        let before = if info.signs_in || info.base == Base::Oidc {
            // A store that cannot be read must be noticed before the service acts.
            self.load().await.map_err(|error| Error::load(&info, error))?
        } else {
            None
        };
        let output = self.shared.exchange(&operation, None).await?;
        check(&output).map_err(|error| Error::decode(&info, error))?;
        let kept = match info.session {
            SessionEffect::Rotates => self.rotate(before.as_ref(), output.session_change()).await,
            _ => self.take_over(output.session_change()).await,
        };
        kept.map_err(|error| Error::save(&info, error))?;
        Ok(output)
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
