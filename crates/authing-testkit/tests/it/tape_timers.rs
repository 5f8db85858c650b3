//! How a client waits whose transport is a tape's.

use std::time::Duration;

use authing_testkit::fixture::Source;
use authing_testkit::{Mode, Tape, Upstream};
use authing_transport::time::{BoxFuture, Clock as _, ManualClock, SharedSleep, Sleep as _};
use authing_transport::{InMemoryTransport, Transport, TransportError, json_response};
use bytes::Bytes;
use futures_executor::block_on;
use http::{Request, Response, StatusCode};

/// A transport that brings a way to wait.
#[derive(Debug)]
struct WithTimer(InMemoryTransport);

#[async_trait::async_trait]
impl Transport for WithTimer {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.0.send(request).await
    }

    fn timer(&self) -> Option<SharedSleep> {
        #[derive(Debug)]
        struct Never;
        impl authing_transport::time::Sleep for Never {
            fn sleep(&self, _: Duration) -> BoxFuture {
                Box::pin(std::future::pending())
            }
        }
        Some(SharedSleep::new(Never))
    }
}

fn upstream() -> Upstream {
    let inner = InMemoryTransport::from_fn(|_| json_response(StatusCode::OK, r#"{"code":200}"#));
    Upstream::new(WithTimer(inner), Source::Sandbox)
}

/// A client that has a deadline when it records must have it in the other modes too.
#[test]
fn a_tape_brings_a_timer_in_every_mode() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("send_sms/success.json");
    let tape = Tape::open(&path, Mode::Record(upstream())).unwrap();
    assert!(tape.transport().timer().is_some());
    let request = Request::post("https://core.authing.cn/api/v2/sms/send")
        .body(r#"{"phone":"13912340987"}"#.into())
        .unwrap();
    block_on(tape.transport().send(request)).unwrap();
    tape.finish().unwrap();

    let verify = Tape::open(&path, Mode::Verify(upstream())).unwrap();
    assert!(verify.transport().timer().is_some());
    let replay = Tape::open(&path, Mode::Replay).unwrap();
    let timer = replay.transport().timer().unwrap();
    let (clock, before) = (replay.clock(), replay.clock().now());
    block_on(timer.sleep(Duration::from_secs(3)));
    assert_eq!(clock.now().duration_since(before).unwrap(), Duration::from_secs(3));
}

#[test]
fn a_wait_that_is_given_up_passes_no_time_on_a_tape() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("send_sms/success.json");
    let tape =
        Tape::open(&path, Mode::Record(upstream().clock(ManualClock::new(std::time::UNIX_EPOCH))))
            .unwrap();
    let request = Request::get("https://core.authing.cn/api/v2/users/me").body(Bytes::new());
    block_on(tape.transport().send(request.unwrap())).unwrap();
    tape.finish().unwrap();
    let replay = Tape::open(&path, Mode::Replay).unwrap();
    let before = replay.clock().now();
    drop(replay.transport().timer().unwrap().sleep(Duration::from_secs(30)));
    assert_eq!(replay.clock().now(), before);
}
