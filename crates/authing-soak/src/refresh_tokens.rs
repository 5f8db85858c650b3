//! Each use of each refresh token, as it goes over the wire.
//!
//! A refresh token is good for one use, and the sandbox takes the next one for a theft. A client
//! cannot know whether a use that had no answer was one, so it must try again: a session that ends
//! by this ends by the fault. Any other second use would be the client's own doing.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use authing::transport::time::SharedSleep;
use authing::transport::{Transport, TransportError};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::Value;

use crate::ledger::Ledger;

/// Passes everything on, and notes what becomes of refresh tokens.
#[derive(Debug)]
pub(crate) struct RefreshTokens<T> {
    inner: T,
    ledger: Arc<Ledger>,
    hasher: RandomState,
    /// By the hash of the token.
    uses: Mutex<HashMap<u64, Use>>,
}

/// What became of the last use of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// It is under way.
    Open,
    /// No answer came, or one that tells nothing: the token may be used up.
    Unanswered,
    /// The service has not acted: it answered so, or could not be reached.
    NotUsed,
    /// The service gave new tokens for it.
    Replaced,
    /// The service said that it is dead.
    Dead,
}

impl<T: Transport> RefreshTokens<T> {
    pub(crate) fn new(inner: T, ledger: Arc<Ledger>) -> Self {
        Self { inner, ledger, hasher: RandomState::new(), uses: Mutex::default() }
    }

    fn begin(&self, token: &str) -> UseGuard<'_> {
        let hash = self.hasher.hash_one(token);
        self.ledger.entries().refreshes += 1;
        let before = self.uses().insert(hash, Use::Open);
        match before {
            None | Some(Use::NotUsed | Use::Unanswered) => {}
            Some(Use::Open) => self.ledger.violation("a refresh token was used twice at a time"),
            Some(Use::Replaced | Use::Dead) => {
                self.ledger.violation("a dead refresh token was used again");
            }
        }
        let may_be_dead = before == Some(Use::Unanswered);
        UseGuard { uses: &self.uses, hash, may_be_dead, end: Use::Unanswered }
    }

    fn uses(&self) -> MutexGuard<'_, HashMap<u64, Use>> {
        lock(&self.uses)
    }
}

#[async_trait]
impl<T: Transport> Transport for RefreshTokens<T> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let Some(token) = refresh_token(&request) else {
            return self.inner.send(request).await;
        };
        // A call that is dropped leaves it unanswered.
        let mut begun = self.begin(&token);
        let result = self.inner.send(request).await;
        begun.end = match &result {
            Ok(response) => end(response),
            Err(error) if error.may_have_acted() => Use::Unanswered,
            Err(_) => Use::NotUsed,
        };
        match (begun.end, begun.may_be_dead) {
            (Use::Dead, true) => self.ledger.dead_refresh_token("used before, unanswered"),
            (Use::Dead, false) => self.ledger.dead_refresh_token("used for the first time"),
            (Use::NotUsed, true) => begun.end = Use::Unanswered,
            _ => {}
        }
        result
    }

    fn timer(&self) -> Option<SharedSleep> {
        self.inner.timer()
    }
}

/// The refresh token of a request that uses one.
fn refresh_token(request: &Request<Bytes>) -> Option<String> {
    if !request.uri().path().ends_with("/oidc/token") {
        return None;
    }
    let fields = || form_urlencoded::parse(request.body());
    fields().find(|(name, value)| name == "grant_type" && value == "refresh_token")?;
    fields().find(|(name, _)| name == "refresh_token").map(|(_, token)| token.into_owned())
}

/// What an answer tells of the token.
fn end(response: &Response<Bytes>) -> Use {
    let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    if body["error"] == "invalid_grant" {
        Use::Dead
    } else if response.status().is_success() && body["access_token"].is_string() {
        Use::Replaced
    } else if response.status() == StatusCode::TOO_MANY_REQUESTS {
        Use::NotUsed
    } else {
        Use::Unanswered
    }
}

/// One use, noted when it ends, by whatever end.
struct UseGuard<'a> {
    uses: &'a Mutex<HashMap<u64, Use>>,
    hash: u64,
    may_be_dead: bool,
    end: Use,
}

impl Drop for UseGuard<'_> {
    fn drop(&mut self) {
        lock(self.uses).insert(self.hash, self.end);
    }
}

fn lock(uses: &Mutex<HashMap<u64, Use>>) -> MutexGuard<'_, HashMap<u64, Use>> {
    uses.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use authing::transport::{
        InMemoryTransport, Transport as _, TransportError, json_response, replies,
    };
    use bytes::Bytes;
    use http::{Request, Response, StatusCode};

    use super::RefreshTokens;
    use crate::ledger::Ledger;

    type Answer = Result<Response<Bytes>, TransportError>;

    const TOKENS: &str = r#"{"access_token":"a","token_type":"Bearer"}"#;
    const DEAD: &str = r#"{"error":"invalid_grant"}"#;

    /// Uses one token several times, with these answers, and gives what was wrong with that, and
    /// which refusals were counted.
    fn play(answers: Vec<Answer>) -> (Vec<String>, Vec<String>) {
        let ledger = Arc::new(Ledger::default());
        let count = answers.len();
        let inner = InMemoryTransport::from_fn(replies(answers));
        let transport = RefreshTokens::new(inner, Arc::clone(&ledger));
        for _ in 0..count {
            let body = Bytes::from_static(b"client_id=x&grant_type=refresh_token&refresh_token=r");
            let request = Request::post("http://127.0.0.1/oidc/token").body(body).unwrap();
            let _ = futures_executor::block_on(transport.send(request));
        }
        let entries = ledger.entries();
        (entries.violations.clone(), entries.dead_refresh_tokens.keys().cloned().collect())
    }

    fn ok(body: &str) -> Answer {
        Ok(json_response(StatusCode::OK, body.to_owned()))
    }

    fn refused() -> Answer {
        Ok(json_response(StatusCode::BAD_REQUEST, DEAD))
    }

    fn busy() -> Answer {
        Ok(json_response(StatusCode::TOO_MANY_REQUESTS, "{}"))
    }

    #[test]
    fn a_second_use_after_an_answer_is_wrong() {
        for answers in [vec![ok(TOKENS), ok(TOKENS)], vec![refused(), refused()]] {
            assert_eq!(play(answers).0, ["a dead refresh token was used again"]);
        }
    }

    #[test]
    fn a_second_use_after_no_answer_is_not() {
        for first in [
            Err(TransportError::interrupted("lost")),
            Err(TransportError::connect("down")),
            ok(&TOKENS[1..]),
            busy(),
        ] {
            assert_eq!(play(vec![first, ok(TOKENS)]), (vec![], vec![]));
        }
    }

    #[test]
    fn refusals_are_told_apart() {
        let lost = || Err(TransportError::interrupted("lost"));
        let (again, first) = ("used before, unanswered", "used for the first time");
        assert_eq!(play(vec![refused()]).1, [first]);
        assert_eq!(play(vec![lost(), refused()]).1, [again]);
        // Not to be reached in between changes nothing.
        assert_eq!(play(vec![lost(), busy(), refused()]).1, [again]);
        assert_eq!(play(vec![busy(), refused()]).1, [first]);
    }
}
