//! One connection: its requests, and how long it may take.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::Instant;

use authing_transport::Transport as _;
use authing_transport::time::Sleep as _;

use super::body::ReplyBody;
use super::limits::BodyKind;
use super::{Server, Tls};
use crate::answer::http_error;
use crate::real_time::RealTime;
use crate::wire::{Served, WireFault};

/// The longest head of a request, in bytes.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// How long a body is at most that counts as short, in bytes.
const SHORT_BODY_BYTES: u64 = 64 * 1024;

/// How many short bodies are read at a time, and how many others: what they may take together is
/// bounded by this, however many requests there are.
pub(super) const SHORT_BODIES: usize = 1024;
pub(super) const LONG_BODIES: usize = 32;

/// How long a client may take to send a request's head, its first one included.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a client may take to send a request's body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a connection is kept without a request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// How many requests one HTTP/2 connection may send at a time.
const MAX_STREAMS: u32 = 128;

pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    server: Arc<Server>,
    stopped: watch::Receiver<bool>,
) {
    // Only a delay is lost without it.
    let _ = stream.set_nodelay(true);
    match &server.tls {
        None => talk(stream, peer, server, stopped).await,
        Some(Tls(acceptor)) => {
            let handshake = tokio::time::timeout(HEAD_TIMEOUT, acceptor.accept(stream));
            if let Ok(Ok(stream)) = handshake.await {
                talk(stream, peer, server, stopped).await;
            }
        }
    }
}

/// Answers the requests of one connection. What goes wrong on it ends it and nothing else.
async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    server: Arc<Server>,
    mut stopped: watch::Receiver<bool>,
) {
    let activity = Arc::new(Activity::new());
    let service = service_fn({
        let activity = activity.clone();
        move |request| exchange(server.clone(), peer, request, Busy::new(&activity))
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEAD_BYTES as u32);
    let serving = builder.serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        _ = stopped.wait_for(|stop| *stop) => {}
        _ = serving => {}
        () = activity.idle() => {}
    }
}

/// What a connection does. It ends idle connections where hyper sets no limit: before it knows
/// which version of HTTP is spoken, and in HTTP/2.
///
/// A request leaves a note here and wakes nobody: who waits for the end looks at the notes when it
/// could have come.
#[derive(Debug)]
struct Activity {
    since: Instant,
    /// How many requests are not yet answered to the last byte.
    busy: AtomicUsize,
    has_begun: AtomicBool,
    /// When the last request was answered to the last byte, or the connection began: in
    /// milliseconds since that.
    quiet_since: AtomicU64,
}

impl Activity {
    fn new() -> Self {
        Self {
            since: RealTime.instant(),
            busy: AtomicUsize::new(0),
            has_begun: AtomicBool::new(false),
            quiet_since: AtomicU64::new(0),
        }
    }

    /// Ends when the connection has had no request for too long.
    async fn idle(&self) {
        loop {
            let has_begun = self.has_begun.load(Ordering::Acquire);
            let limit = if has_begun { IDLE_TIMEOUT } else { HEAD_TIMEOUT };
            let rest = limit.saturating_sub(self.quiet());
            if rest.is_zero() {
                return;
            }
            RealTime.sleep(rest).await;
        }
    }

    /// For how long there has been no request.
    fn quiet(&self) -> Duration {
        if self.busy.load(Ordering::Acquire) > 0 {
            return Duration::ZERO;
        }
        let since = Duration::from_millis(self.quiet_since.load(Ordering::Acquire));
        self.since.elapsed().saturating_sub(since)
    }
}

/// A request that is not yet answered to the last byte.
#[derive(Debug)]
pub(super) struct Busy(Arc<Activity>);

impl Busy {
    fn new(activity: &Arc<Activity>) -> Self {
        activity.busy.fetch_add(1, Ordering::AcqRel);
        activity.has_begun.store(true, Ordering::Release);
        Self(activity.clone())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let now = u64::try_from(self.0.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.quiet_since.fetch_max(now, Ordering::AcqRel);
        self.0.busy.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The connection is closed without an answer, because a fault says so.
#[derive(Debug, thiserror::Error)]
#[error("a fault of the sandbox: the connection is closed")]
struct Closed;

async fn exchange(
    server: Arc<Server>,
    peer: SocketAddr,
    request: Request<Incoming>,
    busy: Busy,
) -> Result<Response<ReplyBody>, Closed> {
    let (parts, body) = request.into_parts();
    let mut response = match read(&server, BodyKind::of(&parts), body).await {
        Err(refused) => refused,
        Ok(body) => {
            let mut request = Request::from_parts(parts, body);
            request.extensions_mut().insert(peer);
            request.extensions_mut().insert(Served { on_loopback: server.on_loopback });
            server.transport.send(request).await.unwrap_or_else(|error| {
                http_error(StatusCode::BAD_GATEWAY, &error.to_string(), Value::Null)
            })
        }
    };
    match response.extensions_mut().remove::<WireFault>() {
        Some(WireFault::Close) => Err(Closed),
        fault => Ok(response.map(|body| ReplyBody::new(body, fault, busy))),
    }
}

/// Reads a body. After one that is refused the connection is of no more use.
async fn read(server: &Server, kind: BodyKind, body: Incoming) -> Result<Bytes, Response<Bytes>> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let is_short = body.size_hint().upper().is_some_and(|bytes| bytes <= SHORT_BODY_BYTES);
    let limit = server.limits.of(kind);
    let whole = async {
        let places = match kind {
            _ if is_short => &server.short_bodies,
            BodyKind::State => &server.states,
            BodyKind::Ordinary => &server.long_bodies,
        };
        // The places are never closed, so this only waits.
        let _place = places.acquire().await;
        Limited::new(body, limit).collect().await
    };
    let (status, message) = match tokio::time::timeout(BODY_TIMEOUT, whole).await {
        Ok(Ok(body)) => return Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            (StatusCode::PAYLOAD_TOO_LARGE, format!("the body is longer than {limit} bytes"))
        }
        Ok(Err(_)) => (StatusCode::BAD_REQUEST, "the body cannot be read".to_owned()),
        Err(_) => {
            (StatusCode::REQUEST_TIMEOUT, "the body did not come within 30 seconds".to_owned())
        }
    };
    let mut refused = http_error(status, &message, Value::Null);
    refused.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    Err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_idle_from_the_end_of_its_last_request() {
        let activity = Arc::new(Activity::new());
        let begun = RealTime.instant();
        tokio::join!(activity.idle(), async {
            for seconds in [5, 200, 30] {
                let busy = Busy::new(&activity);
                RealTime.sleep(Duration::from_secs(seconds)).await;
                drop(busy);
            }
        });
        let lasted = begun.elapsed().as_secs_f64();
        assert!((295.0..295.1).contains(&lasted), "ended after {lasted} s");
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_without_a_request_ends_sooner() {
        let activity = Activity::new();
        let begun = RealTime.instant();
        activity.idle().await;
        assert!((10.0..10.1).contains(&begun.elapsed().as_secs_f64()));
    }
}
