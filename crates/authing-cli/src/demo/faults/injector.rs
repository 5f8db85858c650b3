use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use authing::OperationInfo;
use authing::store::{Session, SessionKey, SessionStore, SharedStore};
use authing::transport::{Transport, TransportError};
use authing_api::server;
use authing_sandbox::{Fault, Sandbox};
use bytes::Bytes;
use http::{Request, Response};

/// Passes everything on to the sandbox, counts the calls of one operation, and has the fault strike
/// from the call that counts.
#[derive(Clone, Debug)]
pub(super) struct FaultInjector {
    sandbox: Sandbox,
    store: SharedStore,
    operation: &'static str,
    /// Which call of the operation meets the fault; `None` is none.
    armed: Option<(usize, Fault)>,
    seen: Arc<Mutex<Observed>>,
}

/// What a injector saw.
#[derive(Clone, Debug, Default)]
pub(super) struct Observed {
    /// How often the operation was sent.
    pub(super) calls: usize,
    /// The session at the moment when the fault was put in the way.
    pub(super) session: Option<Tokens>,
}

/// The tokens of a session, which is what must not get lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tokens(pub(super) [Option<String>; 5]);

impl FaultInjector {
    pub(super) fn new(
        sandbox: &Sandbox,
        store: &SharedStore,
        info: &OperationInfo,
        armed: Option<(usize, Fault)>,
    ) -> Self {
        let (sandbox, store) = (sandbox.clone(), store.clone());
        Self { sandbox, store, operation: info.name, armed, seen: Arc::default() }
    }

    /// What was seen up to now.
    pub(super) fn seen(&self) -> Observed {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Observed> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transport for FaultInjector {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let operation = server::operation_of_request(&request).map(|info| info.name);
        if operation == Some(self.operation) {
            let calls = {
                let mut seen = self.lock();
                seen.calls += 1;
                seen.calls
            };
            if let Some((_, fault)) = self.armed.as_ref().filter(|(from, _)| *from == calls) {
                let session = tokens(&self.store).await;
                self.lock().session = session;
                self.sandbox.faults().add(fault.clone()).map_err(TransportError::other)?;
            }
        }
        self.sandbox.send(request).await
    }
}

/// The tokens of the session under the default key.
pub(super) async fn tokens(store: &SharedStore) -> Option<Tokens> {
    let stored = store.load(&SessionKey::default()).await;
    let session = stored.expect("a store in memory can be read")?.session;
    Some(Tokens::of(&session)).filter(|tokens| tokens.0.iter().any(Option::is_some))
}

impl Tokens {
    fn of(session: &Session) -> Self {
        Self([
            session.id_token().map(|token| token.expose_secret().to_owned()),
            session.mfa_token().map(|token| token.expose_secret().to_owned()),
            session.first_login_token().map(|token| token.expose_secret().to_owned()),
            session.access_token().map(|token| token.expose_secret().to_owned()),
            session.refresh_token().map(|token| token.expose_secret().to_owned()),
        ])
    }
}
