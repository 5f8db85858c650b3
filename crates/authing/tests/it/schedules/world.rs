//! What all processes share: a store, and a service with rotating refresh tokens that ends a sign-in
//! whose token is used twice. Both judge what they are asked.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use authing::SessionKey;
use authing::store::{Session, SessionStore, StoreError, Stored, Version};
use authing::transport::{Transport, TransportError, json_response};
use authing::types::{AccessToken, RefreshToken, UserId};
use bytes::Bytes;
use http::{Request, Response, StatusCode};

use super::executor::{Choices, gate};

#[derive(Clone, Debug)]
pub(crate) struct World(Arc<Mutex<State>>, pub(crate) Arc<Mutex<Choices>>);

#[derive(Debug, Default)]
pub(crate) struct State {
    record: Option<(u64, Session)>,
    versions: u64,
    /// The number of the refresh token that is good, and of its access token.
    current: u64,
    is_revoked: bool,
    uses: Vec<Use>,
    /// How many answers may still be lost.
    pub(crate) losses: usize,
    pub(crate) is_signed_out: bool,
    /// Whether somebody is going to sign out.
    pub(crate) signs_out: bool,
    dead: Vec<usize>,
    /// Processes in which a future was dropped. What it got from the service may then be in their
    /// memory alone, until somebody asks there again.
    dropped: Vec<usize>,
    /// Who removed the session.
    cleared_by: Option<usize>,
    /// Whether a process was killed, a future dropped or an answer lost: the documented reasons.
    pub(crate) was_disturbed: bool,
}

/// One use of a refresh token.
#[derive(Debug)]
struct Use {
    token: u64,
    process: usize,
    status: Status,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Status {
    Sent,
    Answered,
    Lost,
}

impl State {
    /// Whether the program that ended the session was killed before it could say why.
    pub(crate) fn told_end_to_the_dead(&self) -> bool {
        let is_gone =
            |process: usize| self.dead.contains(&process) || self.dropped.contains(&process);
        self.cleared_by.is_some_and(is_gone)
    }
}

impl World {
    pub(crate) fn new(choices: Choices, losses: usize, session: Session) -> Self {
        let state = State { record: Some((0, session)), losses, ..State::default() };
        Self(Arc::new(Mutex::new(state)), Arc::new(Mutex::new(choices)))
    }

    /// The session in which nothing but the refresh token is any good.
    pub(crate) fn expired_session(now: std::time::SystemTime) -> Session {
        let mut session = Session::default();
        session.set_access_token(AccessToken::parse("a0").unwrap());
        session.set_refresh_token(RefreshToken::parse("r0").unwrap());
        session.set_user_id(UserId::parse("u").unwrap());
        session.set_access_expires_at(now);
        session
    }

    pub(crate) fn with<T>(&self, action: impl FnOnce(&mut State) -> T) -> T {
        action(&mut self.0.lock().unwrap())
    }

    pub(crate) fn process(&self, process: usize) -> Process {
        Process { world: self.clone(), process }
    }

    /// A process was killed, or one of its futures dropped.
    pub(crate) fn end(&self, process: usize, is_killed: bool) {
        self.with(|state| {
            if is_killed { &mut state.dead } else { &mut state.dropped }.push(process);
            state.was_disturbed = true;
        });
    }

    /// Whether what is stored is what the service takes.
    pub(crate) fn is_live(&self) -> bool {
        self.with(|state| {
            let stored = state.record.as_ref().and_then(|(_, session)| number(session));
            stored == Some(state.current) && !state.is_revoked
        })
    }

    pub(crate) fn record(&self) -> Option<Session> {
        self.with(|state| state.record.as_ref().map(|(_, session)| session.clone()))
    }

    fn lose(&self) -> bool {
        let may = self.with(|state| state.losses > 0);
        let loses = may && self.1.lock().unwrap().choose(2) == 1;
        if loses {
            self.with(|state| {
                state.losses -= 1;
                state.was_disturbed = true;
            });
        }
        loses
    }
}

/// The world as one process sees it.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    world: World,
    process: usize,
}

#[async_trait]
impl SessionStore for Process {
    async fn load(&self, _: &SessionKey) -> Result<Option<Stored>, StoreError> {
        gate().await;
        Ok(self.world.with(|state| {
            let (version, session) = state.record.as_ref()?;
            Some(Stored::new(session.clone(), Version::new(version.to_string())))
        }))
    }

    async fn save(
        &self,
        _: &SessionKey,
        session: &Session,
        expected: Option<&Version>,
    ) -> Result<Version, StoreError> {
        gate().await;
        let saved = self.world.with(|state| {
            let found = state.record.as_ref().map(|(version, _)| version.to_string());
            if found.as_deref() != expected.map(Version::as_str) {
                return Err(StoreError::conflict());
            }
            assert!(!state.is_signed_out, "the session comes back after the sign-out");
            let before = state.record.as_ref().and_then(|(_, session)| number(session));
            if let (Some(before), Some(now)) = (before, number(session)) {
                assert!(now >= before, "r{now} is saved over r{before}, which was acknowledged");
            }
            state.versions += 1;
            state.record = Some((state.versions, session.clone()));
            Ok(Version::new(state.versions.to_string()))
        });
        gate().await;
        saved
    }

    async fn clear(&self, _: &SessionKey, expected: &Version) -> Result<(), StoreError> {
        gate().await;
        self.world.with(|state| match &state.record {
            Some((version, _)) if version.to_string() != expected.as_str() => {
                Err(StoreError::conflict())
            }
            _ => {
                state.record = None;
                state.cleared_by = Some(self.process);
                Ok(())
            }
        })
    }
}

#[async_trait]
impl Transport for Process {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        match request.uri().path() {
            "/oidc/token" => self.refresh(&request).await,
            "/oidc/me" => {
                gate().await;
                let shown = request.headers()["authorization"].to_str().unwrap().to_owned();
                Ok(self.world.with(|state| {
                    if !state.is_revoked && shown == format!("Bearer a{}", state.current) {
                        json_response(StatusCode::OK, r#"{"sub":"u"}"#)
                    } else {
                        json_response(StatusCode::UNAUTHORIZED, r#"{"error":"invalid_token"}"#)
                    }
                }))
            }
            _ => {
                gate().await;
                Ok(json_response(StatusCode::OK, r#"{"code":200}"#))
            }
        }
    }
}

impl Process {
    async fn refresh(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let form: Vec<_> = form_urlencoded::parse(request.body()).into_owned().collect();
        let (_, token) = form.into_iter().find(|(key, _)| key == "refresh_token").unwrap();
        let token: u64 = token[1..].parse().unwrap();
        let process = self.process;
        let index = self.world.with(|state| {
            for earlier in state.uses.iter().filter(|earlier| earlier.token == token) {
                let is_over = earlier.status == Status::Lost
                    || state.dead.contains(&earlier.process)
                    || state.dropped.contains(&earlier.process);
                assert!(is_over, "r{token} is used twice: {:?}, {process}", state.uses);
            }
            state.uses.push(Use { token, process, status: Status::Sent });
            state.uses.len() - 1
        });
        gate().await;
        if self.world.lose() {
            self.world.with(|state| state.uses[index].status = Status::Lost);
            return Err(TransportError::interrupted("before the service acted"));
        }
        let answer = self.world.with(|state| {
            if token != state.current {
                state.is_revoked = true;
            }
            if state.is_revoked {
                let body = r#"{"error":"invalid_grant"}"#;
                return json_response(StatusCode::BAD_REQUEST, body);
            }
            state.current += 1;
            let n = state.current;
            let body =
                format!(r#"{{"access_token":"a{n}","refresh_token":"r{n}","expires_in":3600}}"#);
            json_response(StatusCode::OK, body)
        });
        gate().await;
        let is_lost = self.world.lose();
        self.world.with(|state| {
            state.uses[index].status = if is_lost { Status::Lost } else { Status::Answered };
        });
        if is_lost {
            return Err(TransportError::interrupted("after the service acted"));
        }
        Ok(answer)
    }
}

fn number(session: &Session) -> Option<u64> {
    session.refresh_token()?.expose_secret()[1..].parse().ok()
}
