//! A service is called when it is ready, and the one that was ready is called.

use std::cell::Cell;
use std::future::{Ready, pending, ready};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use authing_transport::time::{ManualClock, ManualSleep, Sleep as _};
use authing_transport::{Transport as _, TransportErrorKind};
use authing_transport_tower::TowerTransport;
use bytes::Bytes;
use futures_executor::block_on;
use futures_util::FutureExt as _;
use futures_util::future::join;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Service, ServiceBuilder, service_fn};

pub(crate) fn request() -> Request<Bytes> {
    Request::get("https://core.authing.cn/").body(Bytes::from_static(b"sent")).unwrap()
}

/// Gets ready at the third question, anew in each clone; not `Sync`.
struct Slow {
    asked: Cell<u32>,
    is_broken: bool,
}

impl Clone for Slow {
    fn clone(&self) -> Self {
        Self { asked: Cell::new(0), is_broken: self.is_broken }
    }
}

impl Service<Request<Full<Bytes>>> for Slow {
    type Response = Response<Full<Bytes>>;
    type Error = io::Error;
    type Future = Ready<Result<Self::Response, io::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        self.asked.set(self.asked.get() + 1);
        match self.asked.get() {
            0..3 => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            _ if self.is_broken => Poll::Ready(Err(io::Error::other("closed"))),
            _ => Poll::Ready(Ok(())),
        }
    }

    fn call(&mut self, _: Request<Full<Bytes>>) -> Self::Future {
        assert_eq!(self.asked.replace(0), 3, "it was not ready");
        assert!(!self.is_broken, "it was broken");
        ready(Ok(Response::default()))
    }
}

#[test]
fn the_clone_that_was_ready_is_called() {
    let transport = TowerTransport::new(Slow { asked: Cell::new(0), is_broken: false });
    for _ in 0..2 {
        block_on(transport.send(request())).unwrap();
    }
    let (one, other) = block_on(join(transport.send(request()), transport.send(request())));
    assert!(one.is_ok() && other.is_ok());
}

#[test]
fn what_never_got_ready_saw_nothing() {
    let transport = TowerTransport::new(Slow { asked: Cell::new(0), is_broken: true });
    let transport = transport.classify(|_| panic!("it is known"));
    let error = block_on(transport.send(request())).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(!error.may_have_acted());
}

#[test]
fn a_limit_holds_over_all_calls_and_clones() {
    let running = Arc::new(AtomicUsize::new(0));
    let service = service_fn({
        let running = Arc::clone(&running);
        move |_: Request<Full<Bytes>>| {
            running.fetch_add(1, Ordering::Relaxed);
            pending::<Result<Response<Full<Bytes>>, io::Error>>()
        }
    });
    let limited = ServiceBuilder::new().concurrency_limit(2).service(service);
    let transport = TowerTransport::new(limited);
    let other = transport.clone();
    let mut calls = [transport.send(request()), other.send(request()), other.send(request())];
    for call in &mut calls {
        assert!(call.now_or_never().is_none());
    }
    assert_eq!(running.load(Ordering::Relaxed), 2);
}

#[test]
fn a_timer_is_only_that_which_was_given() {
    let transport = TowerTransport::new(Slow { asked: Cell::new(0), is_broken: false });
    assert!(transport.timer().is_none());
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let transport = transport.with_timer(ManualSleep::new(&clock)).clone();
    let mut wait = transport.timer().unwrap().sleep(Duration::from_secs(1));
    assert!((&mut wait).now_or_never().is_none());
    clock.advance(Duration::from_secs(1));
    assert!(wait.now_or_never().is_some());
}

/// Counts itself as long as it lives.
struct Alive(Arc<AtomicUsize>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[test]
fn a_dropped_call_is_dropped_below() {
    let alive = Arc::new(AtomicUsize::new(0));
    let service = service_fn({
        let alive = Arc::clone(&alive);
        move |_: Request<Full<Bytes>>| {
            alive.fetch_add(1, Ordering::Relaxed);
            let here = Alive(Arc::clone(&alive));
            async move {
                let _here = here;
                pending::<Result<Response<Full<Bytes>>, io::Error>>().await
            }
        }
    });
    let transport = TowerTransport::new(service);
    let mut call = transport.send(request());
    assert!((&mut call).now_or_never().is_none());
    assert_eq!(alive.load(Ordering::Relaxed), 1);
    drop(call);
    assert_eq!(alive.load(Ordering::Relaxed), 0);
}
