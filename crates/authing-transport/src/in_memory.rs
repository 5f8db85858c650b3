use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header::CONTENT_TYPE};

use crate::{Transport, TransportError};

/// A [`Transport`] for tests that answers from closures and remembers what it was asked.
///
/// Clones share routes and log: give one to the client under test and keep the other.
///
/// ```
/// use authing_transport::{InMemoryTransport, Transport, TransportError, json_response};
/// use http::{Method, Request, StatusCode};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = InMemoryTransport::new()
///     .route(Method::GET, "/hello", |_| json_response(StatusCode::OK, r#"{"hello":"world"}"#))
///     .route(Method::POST, "/down", |_| TransportError::connect("refused by the test"));
///
/// let request = Request::get("https://example.com/hello?name=ann").body("".into())?;
/// assert_eq!(server.send(request).await?.status(), StatusCode::OK);
/// assert_eq!(server.requests()[0].uri().query(), Some("name=ann"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct InMemoryTransport(Arc<Mutex<State>>);

/// What a handler of [`InMemoryTransport`] may return: a response, an error, or a `Result` of both.
pub trait IntoReply {
    /// Turns the value into the result of the exchange.
    fn into_reply(self) -> Result<http::Response<Bytes>, TransportError>;
}

/// A response with this status and body, and `content-type: application/json`.
pub fn json_response(status: StatusCode, body: impl Into<Bytes>) -> http::Response<Bytes> {
    let mut response = http::Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A handler that gives these replies one after the other, and then fails with
/// [`InvalidRequest`](crate::TransportErrorKind::InvalidRequest).
///
/// ```
/// use authing_transport::{InMemoryTransport, json_response, replies};
/// use http::{Method, StatusCode};
///
/// let busy = json_response(StatusCode::SERVICE_UNAVAILABLE, "{}");
/// let done = json_response(StatusCode::OK, "{}");
/// let server = InMemoryTransport::new().route(Method::GET, "/job", replies([busy, done]));
/// ```
pub fn replies<R: IntoReply>(
    replies: impl IntoIterator<Item = R>,
) -> impl Fn(http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> + Send + Sync + 'static
{
    let replies: VecDeque<_> = replies.into_iter().map(R::into_reply).collect();
    let count = replies.len();
    let replies = Mutex::new(replies);
    move |request| {
        lock(&replies).pop_front().unwrap_or_else(|| {
            Err(TransportError::invalid_request(format!(
                "all {count} replies to {} have been given",
                name(request.method(), request.uri().path()),
            )))
        })
    }
}

impl InMemoryTransport {
    /// A transport without routes; every request fails until one is added.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// A transport that gives every request to `handler`, unless a [route](Self::route) matches.
    ///
    /// The handler may return a response, a [`TransportError`] or a `Result`.
    pub fn from_fn<R: IntoReply>(
        handler: impl Fn(http::Request<Bytes>) -> R + Send + Sync + 'static,
    ) -> Self {
        let transport = Self::new();
        transport.state().fallback = Some(Handler::new(handler));
        transport
    }

    /// Answers requests with this method and exactly this path from `handler`.
    ///
    /// Scheme, host and query of a request do not matter. A route replaces an earlier one with the
    /// same method and path. The handler may return a response, a [`TransportError`] or a
    /// `Result`, and may use the transport itself.
    ///
    /// # Panics
    ///
    /// If `path` does not start with `/` or has a query, since no request could ever match.
    #[must_use = "the routes are lost with the transport"]
    pub fn route<R: IntoReply>(
        self,
        method: Method,
        path: &str,
        handler: impl Fn(http::Request<Bytes>) -> R + Send + Sync + 'static,
    ) -> Self {
        assert!(
            path.starts_with('/') && !path.contains(['?', '#']),
            "a route is a path that starts with `/`, without a query, but this one is {path:?}"
        );
        let route = Route { name: name(&method, path), handler: Handler::new(handler) };
        let mut state = self.state();
        match state.routes.iter_mut().find(|known| known.name == route.name) {
            Some(known) => *known = route,
            None => state.routes.push(route),
        }
        drop(state);
        self
    }

    /// Every request so far, in the order in which they came, answered or not.
    #[inline]
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.state().requests.clone()
    }

    #[inline]
    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

#[async_trait]
impl Transport for InMemoryTransport {
    /// Answers from the matching route.
    ///
    /// # Errors
    ///
    /// What the handler returns. Without a matching route and without a
    /// [handler for everything](Self::from_fn),
    /// [`InvalidRequest`](crate::TransportErrorKind::InvalidRequest) with a source that lists the
    /// routes.
    #[inline]
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let handler = {
            let mut state = self.state();
            state.requests.push(request.clone());
            state.handler(&request)?
        };
        // Outside the lock, so that a handler may use the transport and may panic.
        (handler.0)(request)
    }
}

/// Names of routes and of requests, without queries, headers and bodies.
impl fmt::Debug for InMemoryTransport {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        let requests = state.requests.iter().map(|it| name(it.method(), it.uri().path()));
        f.debug_struct("InMemoryTransport")
            .field("routes", &state.route_names())
            .field("requests", &requests.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl IntoReply for http::Response<Bytes> {
    fn into_reply(self) -> Result<http::Response<Bytes>, TransportError> {
        Ok(self)
    }
}

impl IntoReply for TransportError {
    fn into_reply(self) -> Result<http::Response<Bytes>, TransportError> {
        Err(self)
    }
}

impl IntoReply for Result<http::Response<Bytes>, TransportError> {
    fn into_reply(self) -> Result<http::Response<Bytes>, TransportError> {
        self
    }
}

#[derive(Default)]
struct State {
    routes: Vec<Route>,
    fallback: Option<Handler>,
    requests: Vec<http::Request<Bytes>>,
}

impl State {
    #[inline]
    fn handler(&self, request: &http::Request<Bytes>) -> Result<Handler, TransportError> {
        let asked = name(request.method(), request.uri().path());
        let route = self.routes.iter().find(|route| route.name == asked);
        route.map(|route| &route.handler).or(self.fallback.as_ref()).cloned().ok_or_else(|| {
            let known = match self.route_names() {
                names if names.is_empty() => "there are none".to_owned(),
                names => format!("there are: {}", names.join(", ")),
            };
            TransportError::invalid_request(format!("no route for {asked}; {known}"))
        })
    }

    #[inline]
    fn route_names(&self) -> Vec<&str> {
        self.routes.iter().map(|route| route.name.as_str()).collect()
    }
}

struct Route {
    /// Method and path, as [`name`] writes them.
    name: String,
    handler: Handler,
}

type Handle =
    dyn Fn(http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> + Send + Sync;

#[derive(Clone)]
struct Handler(Arc<Handle>);

impl Handler {
    fn new<R: IntoReply>(
        handler: impl Fn(http::Request<Bytes>) -> R + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move |request| handler(request).into_reply()))
    }
}

#[inline]
fn name(method: &Method, path: &str) -> String {
    format!("{method} {path}")
}

/// A panic in a test must not hide behind a poisoned lock; every change under the lock is complete.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
