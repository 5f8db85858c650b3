use std::{
    sync::atomic::Ordering,
    time::{Duration, SystemTime},
};

use authing_transport::{
    Deadline, InMemoryTransport, Transport, TransportError, TransportErrorKind, json_response,
    time::{ManualClock, ManualSleep},
};
use http::StatusCode;

use crate::support::{Silent, assert_no_canary, canary_request, chain, is_pending};

const LIMIT: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_call_ends_at_its_limit_and_the_call_inside_is_dropped() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let inner = Silent::default();
    let transport = Deadline::new(inner.clone(), LIMIT, ManualSleep::new(&clock));
    let mut call = transport.send(canary_request());

    assert!(is_pending(&mut call));
    clock.advance(LIMIT - Duration::from_nanos(1));
    assert!(is_pending(&mut call));
    assert_eq!(inner.waiting.load(Ordering::SeqCst), 1);

    clock.advance(Duration::from_nanos(1));
    let error = call.await.unwrap_err();
    assert_eq!(inner.waiting.load(Ordering::SeqCst), 0);
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
    assert!(error.may_have_acted());
    assert_eq!(
        chain(&error),
        "the server did not answer in time: the call took longer than its limit of 5s"
    );
    assert_no_canary(&format!("{error:?}"));
}

#[tokio::test]
async fn the_waiting_task_is_woken() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let transport = Deadline::new(Silent::default(), LIMIT, ManualSleep::new(&clock));
    let call = tokio::spawn(async move { transport.send(canary_request()).await });
    tokio::task::yield_now().await;
    assert_eq!(clock.sleepers(), 1);
    clock.advance(LIMIT);
    assert_eq!(call.await.unwrap().unwrap_err().kind(), TransportErrorKind::Timeout);
}

#[tokio::test]
async fn an_answer_in_time_passes_and_leaves_no_sleeper() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let inner = InMemoryTransport::from_fn(|_| json_response(StatusCode::BAD_GATEWAY, "{}"));
    let transport = Deadline::new(inner, LIMIT, ManualSleep::new(&clock));
    let response = transport.send(canary_request()).await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(clock.sleepers(), 0);
}

#[tokio::test]
async fn an_answer_at_the_last_moment_wins() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let time = clock.clone();
    let inner = InMemoryTransport::from_fn(move |_| {
        time.advance(LIMIT);
        json_response(StatusCode::OK, "{}")
    });
    let transport = Deadline::new(inner, LIMIT, ManualSleep::new(&clock));
    assert_eq!(transport.send(canary_request()).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn an_error_inside_passes_as_it_is() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let inner = InMemoryTransport::from_fn(|_| TransportError::connect("refused"));
    let transport = Deadline::new(inner, LIMIT, ManualSleep::new(&clock));
    let error = transport.send(canary_request()).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
}

#[tokio::test]
async fn a_dropped_call_leaves_no_sleeper() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let inner = Silent::default();
    let transport = Deadline::new(inner.clone(), LIMIT, ManualSleep::new(&clock));
    let mut call = transport.send(canary_request());
    assert!(is_pending(&mut call));
    drop(call);
    assert_eq!(clock.sleepers(), 0);
    assert_eq!(inner.waiting.load(Ordering::SeqCst), 0);
    assert_no_canary(&format!("{transport:?}"));
}
