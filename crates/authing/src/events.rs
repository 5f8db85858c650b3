use std::fmt;
use std::time::SystemTime;

use authing_types::UserId;
use tokio::sync::broadcast;

use crate::{Client, Error, SessionKey};

/// Something that happened to a session of this client.
///
/// Told after the store has it. What another program does to a store that is shared is not told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SessionEvent {
    /// Which session.
    pub key: SessionKey,
    /// What happened.
    pub kind: SessionEventKind,
}

/// What happened to a session.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SessionEventKind {
    /// A user has signed in. A sign-in for OIDC tokens tells this for the first of its two steps.
    #[non_exhaustive]
    SignedIn {
        /// Who, where that is known.
        user_id: Option<UserId>,
    },
    /// The session has new tokens.
    #[non_exhaustive]
    Refreshed {
        /// When the id token expires, where there is one and that is known.
        expires_at: Option<SystemTime>,
        /// When the access token expires, where there is one and that is known.
        access_expires_at: Option<SystemTime>,
    },
    /// A refresh failed. Unless [`SignedOut`](Self::SignedOut) comes too, the session stays.
    #[non_exhaustive]
    RefreshFailed {
        /// Why.
        error: Error,
    },
    /// A sign-in waits for a further step.
    #[non_exhaustive]
    FurtherStep {
        /// Which.
        step: PendingStep,
    },
    /// The session is over. Where several calls learn of it at once, each may tell.
    #[non_exhaustive]
    SignedOut {
        /// Why.
        reason: SignOutReason,
    },
}

/// The step that a sign-in waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PendingStep {
    /// A second factor (1636).
    Mfa,
    /// A new password (1639).
    FirstLoginPassword,
}

/// Why a session is over. Nothing else ends one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignOutReason {
    /// The program asked for it: `logout`, `delete_account`.
    Requested,
    /// The service said that the user is not signed in: 2020.
    Refused,
    /// The service refused the refresh token (`invalid_grant`), and no other token was left valid.
    RefreshRefused,
    /// The same, after an earlier use of that refresh token had had no answer: the connection was
    /// lost or the program ended before the new tokens were saved. The service had most likely
    /// replaced the token then; how it treats a second use is not documented.
    RefreshInterrupted,
}

/// Receives what happens to a client's sessions, from [`Client::events`].
///
/// At most 256 events are kept for a receiver that is slow. It then misses the oldest, and is told
/// how many; nobody ever waits for a receiver.
pub struct Events(broadcast::Receiver<SessionEvent>);

impl Events {
    /// Waits for the next event; `None` when the client and all its clones and sessions are gone.
    ///
    /// Dropping the future loses nothing. It needs no particular runtime.
    ///
    /// # Errors
    ///
    /// [`MissedEvents`] once, where events had to be dropped; go on receiving after it.
    pub async fn next(&mut self) -> Option<Result<SessionEvent, MissedEvents>> {
        match self.0.recv().await {
            Ok(event) => Some(Ok(event)),
            Err(broadcast::error::RecvError::Lagged(count)) => Some(Err(MissedEvents { count })),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }

    /// The next event if there is one already; `None` where there is none yet, or never will be.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    #[inline]
    pub fn try_next(&mut self) -> Option<Result<SessionEvent, MissedEvents>> {
        match self.0.try_recv() {
            Ok(event) => Some(Ok(event)),
            Err(broadcast::error::TryRecvError::Lagged(count)) => Some(Err(MissedEvents { count })),
            Err(broadcast::error::TryRecvError::Empty | broadcast::error::TryRecvError::Closed) => {
                None
            }
        }
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("waiting", &self.0.len()).finish()
    }
}

/// A receiver was too slow, and the oldest events were dropped: look at
/// [`UserSession::state`](crate::UserSession::state) where it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{count} events were missed")]
#[non_exhaustive]
pub struct MissedEvents {
    /// How many.
    pub count: u64,
}

impl Client {
    /// What happens from now on to the sessions of this client, its clones and their handles.
    ///
    /// ```
    /// use authing::SessionEventKind;
    ///
    /// # async fn example(client: authing::Client) {
    /// let mut events = client.events();
    /// while let Some(event) = events.next().await {
    ///     match event {
    ///         Ok(event) => match event.kind {
    ///             SessionEventKind::SignedOut { reason, .. } => {
    ///                 println!("{}: sign in again ({reason:?})", event.key.as_str());
    ///             }
    ///             _ => {}
    ///         },
    ///         Err(missed) => println!("{missed}"),
    ///     }
    /// }
    /// # }
    /// ```
    #[inline]
    pub fn events(&self) -> Events {
        self.default_session().shared().events.subscribe()
    }
}

/// Where events come from.
#[derive(Clone, Debug)]
pub(crate) struct EventSender(broadcast::Sender<SessionEvent>);

impl EventSender {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(KEPT))
    }

    #[inline]
    fn subscribe(&self) -> Events {
        Events(self.0.subscribe())
    }

    pub(crate) fn send(&self, key: &SessionKey, kind: SessionEventKind) {
        if self.0.receiver_count() > 0 {
            // It fails where the last receiver has just gone.
            let _ = self.0.send(SessionEvent { key: key.clone(), kind });
        }
    }
}

/// How many events are kept for a slow receiver.
const KEPT: usize = 256;
