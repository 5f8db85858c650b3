//! What the other side answers: a pure function, behind a socket or without one.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};

/// What arrived of a request.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seen {
    /// The method.
    pub method: String,
    /// Path and query, as they were written.
    pub target: String,
    /// Every header line, names in lower case, in the order of arrival.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Seen {
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        let target = request.uri().path_and_query();
        let headers = request.headers().iter();
        Self {
            method: request.method().as_str().to_owned(),
            target: target.map_or("/", |target| target.as_str()).to_owned(),
            headers: headers
                .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
                .collect(),
            body: request.body().to_vec(),
        }
    }

    /// The values of a header, in the order of arrival.
    pub fn header(&self, name: &str) -> Vec<&[u8]> {
        self.headers
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, value)| value.as_slice())
            .collect()
    }

    /// Written down so that [`parse`](Self::parse) reads it: lines, an empty line, the body.
    fn write(&self) -> Vec<u8> {
        let mut text = format!("{}\n{}\n", self.method, self.target).into_bytes();
        for (name, value) in &self.headers {
            text.extend_from_slice(name.as_bytes());
            text.push(b':');
            text.extend_from_slice(value);
            text.push(b'\n');
        }
        text.push(b'\n');
        text.extend_from_slice(&self.body);
        text
    }

    /// Reads what an answer to `/echo` says.
    ///
    /// # Panics
    ///
    /// When the answer is no such text, so it came from somewhere else or was changed.
    pub(super) fn parse(mut text: &[u8]) -> Self {
        let mut line = || {
            let end = text.iter().position(|byte| *byte == b'\n');
            let end = end.expect("the answer to /echo was changed on its way");
            let (line, rest) = text.split_at(end);
            text = &rest[1..];
            line.to_vec()
        };
        let text_line = |line: Vec<u8>| String::from_utf8_lossy(&line).into_owned();
        let (method, target) = (text_line(line()), text_line(line()));
        let mut headers = Vec::new();
        loop {
            let header = line();
            if header.is_empty() {
                break;
            }
            let colon = header.iter().position(|byte| *byte == b':');
            let (name, value) = header.split_at(colon.expect("the answer to /echo was changed"));
            headers.push((text_line(name.to_vec()), value[1..].to_vec()));
        }
        Self { method, target, headers, body: text.to_vec() }
    }
}

/// Shows no header and no body: they may be what a test keeps secret.
impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seen({} {})", self.method, self.target)
    }
}

/// Answers a request as the kit's [`Server`](super::Server) does, for a transport that needs no
/// socket.
///
/// ```
/// # fn main() {}
/// use authing_testkit::transport::answer;
/// use authing_transport::InMemoryTransport;
///
/// authing_testkit::transport_conformance! {
///     block_on = futures_executor::block_on,
///     transport = |_base_url| InMemoryTransport::from_fn(answer),
/// }
/// ```
pub fn answer(request: Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path().to_owned();
    let mut response = match path.trim_start_matches('/').split_once('/') {
        Some(("status", number)) => status(number),
        Some(("bytes", length)) => {
            Response::new(pattern(length.parse().expect("the kit writes numbers")).into())
        }
        _ => match path.as_str() {
            "/headers" => headers(),
            "/coded" => coded(),
            _ => Response::new(Seen::of(&request).write().into()),
        },
    };
    let has_type = response.headers().contains_key(CONTENT_TYPE);
    if !has_type && !response.body().is_empty() {
        let binary = HeaderValue::from_static("application/octet-stream");
        response.headers_mut().insert(CONTENT_TYPE, binary);
    }
    if request.method() == Method::HEAD {
        *response.body_mut() = Bytes::new();
    }
    response
}

/// Bytes that repeat only after a prime number, so that a swapped or lost block shows.
pub(super) fn pattern(length: usize) -> Vec<u8> {
    (0_u32..).map(|number| (number % 251) as u8).take(length).collect()
}

/// The lines that `/headers` answers.
pub(super) const ANSWERED: [(&str, &str); 6] = [
    ("set-cookie", "a=1; Path=/"),
    ("set-cookie", "b=2, c"),
    ("set-cookie", "a=1; Path=/"),
    ("retry-after", "120"),
    ("x-request-id", "5f00-c3"),
    ("x-empty", ""),
];

/// What `/coded` answers: named gzip and none.
pub(super) const CODED: &[u8] = b"\x1f\x8bnot really compressed";

fn status(number: &str) -> Response<Bytes> {
    let status = StatusCode::from_bytes(number.as_bytes()).expect("the kit writes statuses");
    let has_body = !matches!(status.as_u16(), 204 | 304);
    let body = if has_body { format!("status {number}") } else { String::new() };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    if status.is_redirection() && has_body {
        let location = HeaderValue::from_static("/echo/redirected");
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

fn headers() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(b"{}"));
    let map: &mut HeaderMap = response.headers_mut();
    for (name, value) in ANSWERED {
        let name = match name {
            "set-cookie" => SET_COOKIE,
            "retry-after" => RETRY_AFTER,
            other => http::HeaderName::from_static(other),
        };
        map.append(name, HeaderValue::from_static(value));
    }
    map.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn coded() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(CODED));
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}
