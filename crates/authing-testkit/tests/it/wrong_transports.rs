//! Each of these transports breaks one rule, and the case that names the rule must notice.

use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use authing_testkit::transport::{CASES, Server, answer};
use authing_transport::{Transport, TransportError};
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, LOCATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, Response};

use crate::support::{assert_each_fault_is_found, fails, pause};

/// What a transport does wrong, and the case that must fail for it.
const FAULTS: &[(Fault, &str)] = &[
    (Fault::AlwaysPosts, "method_arrives"),
    (Fault::TidiesThePath, "path_and_query_arrive"),
    (Fault::OneValuePerHeader, "headers_arrive"),
    (Fault::AddsAUserAgent, "nothing_is_added"),
    (Fault::TakesBodiesForText, "request_body_arrives"),
    (Fault::CutsLargeBodies, "response_body_comes_back"),
    (Fault::FailsOnErrorStatus, "any_status_is_an_answer"),
    (Fault::FollowsRedirects, "redirect_is_returned"),
    (Fault::KeepsTheLastCookie, "response_headers_come_back"),
    (Fault::UndoesCodings, "content_coding_is_left_alone"),
    (Fault::FailsWithoutABody, "head_has_no_body"),
    (Fault::ServesOnce, "calls_follow_each_other"),
    (Fault::MixesAnswers, "concurrent_answers_do_not_mix"),
    (Fault::DiesOfADrop, "dropped_call_harms_nobody"),
    (Fault::ShowsContents, "contents_are_not_shown"),
];

#[test]
fn the_right_transport_passes() {
    assert_eq!(failing(None), HashSet::new());
}

#[test]
fn each_fault_fails_the_case_that_names_it() {
    assert_each_fault_is_found(FAULTS, |fault| failing(Some(fault)));
}

#[test]
fn each_case_has_its_fault() {
    let covered: HashSet<_> = FAULTS.iter().map(|(_, case)| *case).collect();
    let all: HashSet<_> = CASES.iter().map(|case| case.name()).collect();
    assert_eq!(covered, all);
}

/// The cases that a transport with this fault does not pass.
fn failing(fault: Option<Fault>) -> HashSet<&'static str> {
    let server = Server::start();
    CASES
        .iter()
        .filter(|case| fails(|| futures_executor::block_on(case.run(&Wrong::new(fault), &server))))
        .map(|case| case.name())
        .collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    AlwaysPosts,
    TidiesThePath,
    OneValuePerHeader,
    AddsAUserAgent,
    TakesBodiesForText,
    CutsLargeBodies,
    FailsOnErrorStatus,
    FollowsRedirects,
    KeepsTheLastCookie,
    UndoesCodings,
    FailsWithoutABody,
    ServesOnce,
    MixesAnswers,
    DiesOfADrop,
    ShowsContents,
}

struct Wrong {
    fault: Option<Fault>,
    last: Mutex<Request<Bytes>>,
    is_busy: AtomicBool,
}

impl Wrong {
    fn new(fault: Option<Fault>) -> Self {
        Self { fault, last: Mutex::default(), is_busy: AtomicBool::new(false) }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn last(&self) -> MutexGuard<'_, Request<Bytes>> {
        self.last.lock().unwrap()
    }

    /// What this transport makes of a request before it sends it.
    fn spoil(&self, request: &mut Request<Bytes>) {
        match self.fault {
            Some(Fault::AlwaysPosts) => *request.method_mut() = Method::POST,
            Some(Fault::TidiesThePath) => {
                let tidy = request.uri().to_string().replace("%20", "+");
                *request.uri_mut() = tidy.parse().unwrap();
            }
            Some(Fault::OneValuePerHeader) => *request.headers_mut() = last_of(request.headers()),
            Some(Fault::AddsAUserAgent) => {
                let name = HeaderValue::from_static("wrong/1.0");
                request.headers_mut().insert(USER_AGENT, name);
            }
            Some(Fault::TakesBodiesForText) => {
                let text = String::from_utf8_lossy(request.body()).into_owned();
                *request.body_mut() = text.into();
            }
            _ => {}
        }
    }

    /// What this transport makes of an answer.
    fn spoil_answer(&self, answered: &mut Response<Bytes>) -> Result<(), TransportError> {
        const LARGE: usize = 512 * 1024;
        match self.fault {
            Some(Fault::CutsLargeBodies) => answered.body_mut().truncate(LARGE),
            Some(Fault::FailsOnErrorStatus) if answered.status().is_client_error() => {
                return Err(TransportError::other("the server refused"));
            }
            Some(Fault::KeepsTheLastCookie) => {
                *answered.headers_mut() = last_of(answered.headers());
            }
            Some(Fault::UndoesCodings) => {
                answered.headers_mut().remove(CONTENT_ENCODING);
            }
            Some(Fault::FailsWithoutABody) if answered.body().is_empty() => {
                return Err(TransportError::body("there is none"));
            }
            _ => {}
        }
        Ok(())
    }
}

#[async_trait]
impl Transport for Wrong {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let was_busy = self.is_busy.swap(true, Ordering::SeqCst);
        if was_busy && (self.has(Fault::DiesOfADrop) || self.has(Fault::ServesOnce)) {
            return Err(TransportError::other("the only connection is busy"));
        }
        self.spoil(&mut request);
        *self.last() = request.clone();
        pause().await;
        if self.has(Fault::MixesAnswers) {
            request = self.last().clone();
        }
        let mut answered = answer(request);
        if self.has(Fault::FollowsRedirects) && answered.headers().contains_key(LOCATION) {
            answered = answer(Request::new(Bytes::new()));
        }
        self.spoil_answer(&mut answered)?;
        if !self.has(Fault::ServesOnce) {
            self.is_busy.store(false, Ordering::SeqCst);
        }
        Ok(answered)
    }
}

impl fmt::Debug for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has(Fault::ShowsContents) {
            return self.last().fmt(f);
        }
        f.write_str("Wrong")
    }
}

/// One value for each name: the last.
fn last_of(headers: &HeaderMap) -> HeaderMap {
    let mut last = HeaderMap::new();
    for (name, value) in headers {
        last.insert(name, value.clone());
    }
    last
}
