use std::{
    fmt,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use authing_transport::{
    InMemoryTransport, Traced, Transport, TransportError, json_response, time::ManualClock,
};
use http::StatusCode;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use crate::support::{Silent, assert_no_canary, canary_request, is_pending};

/// A server whose answers take 1.5 ms by `clock`.
fn server(clock: &ManualClock) -> InMemoryTransport {
    let time = clock.clone();
    InMemoryTransport::from_fn(move |_| {
        time.advance(Duration::from_micros(1_500));
        json_response(StatusCode::FORBIDDEN, r#"{"code":2020,"message":"canary-answer"}"#)
    })
}

#[tokio::test]
async fn an_answer_is_recorded_with_its_status_and_code() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let transport = Traced::new(server(&clock))
        .with_clock(clock)
        .with_code(|response| response.body().starts_with(br#"{"code":2020,"#).then_some(2020));
    let events = Events::default();
    let _guard = tracing::subscriber::set_default(events.clone());
    let response = transport.send(canary_request()).await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        events.taken(),
        [
            r#"DEBUG authing::transport message=exchange method="POST" path="/canary" status=403 service_code=2020 duration_us=1500"#
        ]
    );
}

#[tokio::test]
async fn without_a_function_there_is_no_service_code() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let transport = Traced::new(server(&clock)).with_clock(clock);
    let events = Events::default();
    let _guard = tracing::subscriber::set_default(events.clone());
    transport.send(canary_request()).await.unwrap();
    assert_eq!(
        events.taken(),
        [
            r#"DEBUG authing::transport message=exchange method="POST" path="/canary" status=403 duration_us=1500"#
        ]
    );
}

#[tokio::test]
async fn a_failure_is_recorded_by_its_kind_without_its_cause() {
    let inner = InMemoryTransport::from_fn(|request| {
        TransportError::interrupted(format!("lost {} {:?}", request.uri(), request.body()))
    });
    let transport =
        Traced::new(inner).with_clock(ManualClock::new(SystemTime::UNIX_EPOCH)).with_code(|_| None);
    let events = Events::default();
    let _guard = tracing::subscriber::set_default(events.clone());
    transport.send(canary_request()).await.unwrap_err();
    let lines = events.taken();
    assert_eq!(
        lines,
        [
            r#"DEBUG authing::transport message=exchange method="POST" path="/canary" error="interrupted" duration_us=0"#
        ]
    );
    assert_no_canary(&lines.concat());
}

#[tokio::test]
async fn a_dropped_call_is_recorded_as_cancelled() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let transport = Traced::new(Silent::default()).with_clock(clock.clone());
    let events = Events::default();
    let _guard = tracing::subscriber::set_default(events.clone());
    let mut call = transport.send(canary_request());
    assert!(is_pending(&mut call));
    clock.advance(Duration::from_millis(2));
    drop(call);
    assert_eq!(
        events.taken(),
        [
            r#"DEBUG authing::transport message=exchange method="POST" path="/canary" error="cancelled" duration_us=2000"#
        ]
    );
}

#[tokio::test]
async fn the_answer_is_passed_on_untouched_and_nothing_is_printed() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let transport = Traced::new(server(&clock)).with_code(|_| None);
    // Without a subscriber.
    let response = transport.send(canary_request()).await.unwrap();
    assert_eq!(response.body(), r#"{"code":2020,"message":"canary-answer"}"#);
    let text = format!("{transport:?}");
    assert!(text.starts_with("Traced { inner: InMemoryTransport"), "{text}");
    assert_no_canary(&text);
}

/// Keeps each event of this thread as one line: level, target and fields.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl Events {
    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("nobody panics with it"))
    }
}

impl Subscriber for Events {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::TRACE
    }

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let mut line = Line(format!("{} {}", metadata.level(), metadata.target()));
        event.record(&mut line);
        self.0.lock().expect("nobody panics with it").push(line.0);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}
