//! Repeated attempts and deadlines, on a clock that only the test moves.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use authing::transport::random::FixedRandom;
use authing::transport::time::{BoxFuture, ManualClock, ManualSleep, Sleep};
use authing::transport::{
    InMemoryTransport, Transport, TransportError, TransportErrorKind, json_response,
};
use authing::{
    BuildError, Client, ClientBuilder, FailedAttempt, Failure, GiveUp, Retry, RetryDecision,
    RetryPolicy,
};
use authing_sandbox::{Fault, Sandbox};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use proptest::prelude::*;

use crate::support::{self, EMAIL, PASSWORD, PHONE, register};

/// Lets the time pass at once, and notes how much.
#[derive(Clone, Debug)]
struct Skip {
    clock: ManualClock,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl Skip {
    fn new(clock: &ManualClock) -> Self {
        Self { clock: clock.clone(), waits: Arc::default() }
    }

    fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

impl Sleep for Skip {
    fn sleep(&self, duration: Duration) -> BoxFuture {
        self.waits.lock().unwrap().push(duration);
        self.clock.advance(duration);
        Box::pin(std::future::ready(()))
    }
}

fn manual_clock() -> ManualClock {
    ManualClock::new(SystemTime::UNIX_EPOCH)
}

type Answer = Result<Response<Bytes>, TransportError>;

/// A client that waits by `skip`, of a service that answers like this to the nth request, from 1.
/// Gives the number of requests too.
fn answering(
    clock: &ManualClock,
    sleep: impl Sleep,
    answer: impl Fn(usize) -> Answer + Send + Sync + 'static,
) -> (ClientBuilder, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let transport =
        InMemoryTransport::from_fn(move |_| answer(counter.fetch_add(1, Ordering::SeqCst) + 1));
    let builder = Client::builder("a1", "b2")
        .transport(transport)
        .clock(clock.clone())
        .random(FixedRandom::new(0))
        .sleep(sleep);
    (builder, count)
}

fn config() -> Answer {
    Ok(json_response(StatusCode::OK, r#"{"code":200,"data":{"id":"b2"}}"#))
}

fn busy(retry_after: &'static str) -> Answer {
    let mut answer = json_response(StatusCode::SERVICE_UNAVAILABLE, r#"{"code":503}"#);
    answer.headers_mut().insert("retry-after", retry_after.parse().unwrap());
    Ok(answer)
}

#[tokio::test]
async fn a_read_is_repeated_after_growing_waits() {
    let clock = manual_clock();
    let skip = Skip::new(&clock);
    let (builder, count) = answering(&clock, skip.clone(), |number| match number {
        1 => Err(TransportError::interrupted("reset")),
        2 => Ok(json_response(StatusCode::OK, r#"{"code":500,"message":"oops"}"#)),
        _ => config(),
    });
    builder.build().unwrap().public_config().await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 3);
    assert_eq!(skip.waits(), [100, 200].map(Duration::from_millis));
}

#[tokio::test]
async fn what_may_have_been_done_is_not_sent_again() {
    let failures: [(fn() -> Answer, usize); 6] = [
        (|| Err(TransportError::connect("refused")), 3),
        (|| Err(TransportError::timeout("30 s")), 1),
        (|| Err(TransportError::interrupted("reset")), 1),
        (|| Err(TransportError::body("cut")), 1),
        (|| Ok(json_response(StatusCode::BAD_GATEWAY, "{}")), 1),
        (|| Ok(json_response(StatusCode::TOO_MANY_REQUESTS, "{}")), 3),
    ];
    for (failure, times) in failures {
        let clock = manual_clock();
        let (builder, count) = answering(&clock, Skip::new(&clock), move |_| failure());
        let client = builder.build().unwrap();
        let error = client.send_sms(PHONE).await.unwrap_err();
        assert_eq!((count.swap(0, Ordering::SeqCst), error.attempts()), (times, times as u32));
        assert_eq!(error.may_have_acted(), times == 1, "{error:?}");

        let error = client.public_config().await.unwrap_err();
        assert_eq!((count.load(Ordering::SeqCst), error.attempts()), (3, 3));
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn a_lost_attempt_is_not_forgotten_when_a_later_one_is_refused_a_connection() {
    let clock = manual_clock();
    let (builder, _) = answering(&clock, Skip::new(&clock), |number| match number {
        1 => Err(TransportError::interrupted("reset")),
        _ => Err(TransportError::connect("refused")),
    });
    let error = builder.build().unwrap().public_config().await.unwrap_err();
    assert!(error.is_connect() && error.may_have_acted());
}

#[tokio::test]
async fn refusals_are_not_repeated() {
    for answer in [
        r#"{"code":2333}"#,
        r#"{"code":2005}"#,
        r#"{"code":2080}"#,
        r#"{"code":2020}"#,
        r#"{"code":404}"#,
    ] {
        let clock = manual_clock();
        let (builder, count) = answering(&clock, Skip::new(&clock), move |_| {
            Ok(json_response(StatusCode::OK, answer))
        });
        let error = builder.build().unwrap().login_by_account(EMAIL, PASSWORD).await.unwrap_err();
        assert!(error.is_refused() && !error.may_have_acted());
        assert_eq!(count.load(Ordering::SeqCst), 1, "{answer}");
    }
}

#[tokio::test]
async fn retry_after_is_waited_for_if_the_deadline_allows() {
    let clock = manual_clock();
    let skip = Skip::new(&clock);
    let (builder, count) = answering(&clock, skip.clone(), |number| match number {
        1 => busy("7"),
        _ => config(),
    });
    builder.build().unwrap().public_config().await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let waits = skip.waits();
    assert!(waits[0] >= Duration::from_secs(7) && waits[0] < Duration::from_secs(8), "{waits:?}");

    let (builder, count) = answering(&clock, skip.clone(), |_| busy("20"));
    let client = builder.deadline(Duration::from_secs(20)).build().unwrap();
    let error = client.public_config().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(20)));
    assert_eq!((count.load(Ordering::SeqCst), skip.waits().len()), (1, 1), "no wait in vain");
}

/// Never answers.
#[derive(Clone, Debug, Default)]
struct Silent(Arc<AtomicUsize>);

#[async_trait]
impl Transport for Silent {
    async fn send(&self, _: Request<Bytes>) -> Answer {
        self.0.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    }
}

#[tokio::test]
async fn the_deadline_ends_a_call_that_gets_no_answer() {
    let clock = manual_clock();
    let silent = Silent::default();
    let client = Client::builder("a1", "b2")
        .transport(silent.clone())
        .clock(clock.clone())
        .sleep(ManualSleep::new(&clock))
        .deadline(Duration::from_secs(9))
        .build()
        .unwrap();
    let call = tokio::spawn(async move { client.public_config().await });
    tokio::task::yield_now().await;
    clock.advance(Duration::from_secs(9) - Duration::from_nanos(1));
    tokio::task::yield_now().await;
    assert!(!call.is_finished());
    clock.advance(Duration::from_nanos(1));
    let error = call.await.unwrap().unwrap_err();
    assert!(error.is_timeout() && error.may_have_acted());
    assert_eq!((silent.0.load(Ordering::SeqCst), error.attempts()), (1, 1));
    assert_eq!(clock.sleepers(), 0);
}

#[tokio::test]
async fn the_deadline_covers_what_is_read_before_the_call() {
    let clock = manual_clock();
    let slow = clock.clone();
    let (builder, count) = answering(&clock, ManualSleep::new(&clock), move |_| {
        slow.advance(Duration::from_secs(5));
        Ok(json_response(
            StatusCode::OK,
            format!(r#"{{"code":200,"data":{{"publicKey":"{}"}}}}"#, authing::PublicKey::SERVICE),
        ))
    });
    let client =
        builder.host("https://id.example.com").deadline(Duration::from_secs(5)).build().unwrap();
    let error = client.login_by_account(EMAIL, PASSWORD).await.unwrap_err();
    assert_eq!(count.load(Ordering::SeqCst), 1, "only the configuration");
    assert!(error.is_timeout() && !error.may_have_acted());
    assert_eq!(error.to_string(), "login_by_account: not sent");
}

#[tokio::test]
async fn without_a_way_to_wait_there_is_one_attempt() {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let builder = || {
        let counter = Arc::clone(&counter);
        Client::builder("a1", "b2").transport(InMemoryTransport::from_fn(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
            Err::<Response<Bytes>, _>(TransportError::connect("refused"))
        }))
    };
    assert_eq!(builder().build().unwrap().public_config().await.unwrap_err().attempts(), 1);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    for refused in [builder().deadline(Duration::from_secs(1)), builder().retry(RetryPolicy::new())]
    {
        assert!(matches!(refused.build(), Err(BuildError::NoSleep)));
    }
    builder().deadline(None).build().unwrap();
}

#[tokio::test]
async fn the_service_is_asked_again_through_every_fault_that_passes() {
    for fault in [
        Fault::on_any().nth(1).status(503),
        Fault::on_any().nth(1).status(429).retry_after_seconds(2),
        Fault::on_any().nth(1).lose_connection_before(),
        Fault::on_any().nth(1).lose_connection_after(),
        Fault::on_any().nth(1).cut_body(),
    ] {
        let sandbox = Sandbox::new();
        let client = support::builder(&sandbox)
            .sleep(SandboxSleep(sandbox.clock().clone()))
            .build()
            .unwrap();
        register(&client).await;
        sandbox.faults().add(fault).unwrap();
        assert_eq!(client.current_user().await.unwrap().email.unwrap().as_str(), EMAIL);
    }
}

/// Moves the sandbox's clock instead of waiting.
#[derive(Debug)]
struct SandboxSleep(authing_sandbox::SandboxClock);

impl Sleep for SandboxSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture {
        self.0.advance(duration);
        Box::pin(std::future::ready(()))
    }
}

fn any_failure() -> impl Strategy<Value = Failure> {
    prop_oneof![
        prop::sample::select(vec![
            TransportErrorKind::InvalidRequest,
            TransportErrorKind::Connect,
            TransportErrorKind::Timeout,
            TransportErrorKind::Interrupted,
            TransportErrorKind::Body,
            TransportErrorKind::Other,
        ])
        .prop_map(Failure::Transport),
        // Few of all would be repeated.
        prop_oneof![200_u16..600, prop::sample::select(vec![408, 429, 500, 502, 503, 504])]
            .prop_map(|status| Failure::Status(StatusCode::from_u16(status).unwrap())),
    ]
}

proptest! {
    #[test]
    fn decisions_keep_the_rules(
        failure in any_failure(),
        class in prop::sample::select(vec![Retry::Read, Retry::Idempotent, Retry::Never]),
        attempt in 1_u32..12,
        max_attempts in 1_u32..10,
        retry_after in prop::option::of(0_u64..10_000),
        remaining in prop::option::of(0_u64..10_000),
        first in 0_u64..10_000,
        longest in 0_u64..100_000,
        random: u64,
    ) {
        let (first, longest) = (Duration::from_millis(first), Duration::from_millis(longest));
        let policy = RetryPolicy::new()
            .max_attempts(max_attempts.try_into().unwrap())
            .first_wait(first)
            .max_wait(longest);
        let mut failed = FailedAttempt::new(failure, class);
        failed.attempt = attempt;
        failed.retry_after = retry_after.map(Duration::from_millis);
        failed.remaining = remaining.map(Duration::from_millis);
        let may_have_acted = match failure {
            Failure::Transport(kind) => kind.may_have_acted(),
            Failure::Status(status) => status != StatusCode::TOO_MANY_REQUESTS,
            _ => true,
        };
        match policy.decide(&failed, random) {
            RetryDecision::RepeatAfter(wait) => {
                prop_assert!(attempt < max_attempts);
                prop_assert!(class != Retry::Never || !may_have_acted);
                prop_assert!(failed.retry_after.is_none_or(|asked| wait >= asked));
                prop_assert!(failed.remaining.is_none_or(|left| wait < left));
                let asked = failed.retry_after.unwrap_or_default();
                prop_assert!(wait <= asked + longest);
                if failed.retry_after.is_none() && attempt == 1 {
                    prop_assert!(wait <= first && wait + Duration::from_micros(1) >= first.min(longest) / 2);
                }
            }
            RetryDecision::GiveUp(GiveUp::AttemptsUsedUp) => prop_assert!(attempt >= max_attempts),
            RetryDecision::GiveUp(GiveUp::MayHaveActed) => {
                prop_assert!(class == Retry::Never && may_have_acted);
            }
            RetryDecision::GiveUp(GiveUp::NoTime) => prop_assert!(failed.remaining.is_some()),
            RetryDecision::GiveUp(_) => {
                prop_assert_ne!(failure, Failure::Transport(TransportErrorKind::Connect));
            }
            _ => prop_assert!(false, "an unknown decision"),
        }
    }
}
