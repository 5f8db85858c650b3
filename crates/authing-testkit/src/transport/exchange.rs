//! Cases that need no more than an answer; also for transports without a socket.

use authing_transport::Transport;
use bytes::Bytes;
use futures_util::future::join_all;
use http::{HeaderMap, HeaderValue, Method, Request, Response};

use super::echo::{ANSWERED, CODED, Seen, pattern};
use super::poll_once;

/// The method arrives as it is, known to HTTP or not.
pub async fn method_arrives(transport: &dyn Transport, base_url: &str) {
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let seen = echo(transport, request(method.clone(), base_url, "/echo")).await;
        assert_eq!(seen.method, method.as_str());
    }
}

/// Path and query arrive byte for byte, with their percent-encoding as it was.
pub async fn path_and_query_arrive(transport: &dyn Transport, base_url: &str) {
    for target in [
        "/echo",
        "/echo/",
        "/echo/a%20b/%C3%A9%2F//c",
        "/echo/x@y.z:1;v=2,3!$&()*+=~-_.",
        "/echo?",
        "/echo?a=1&a=2&empty=&flag&plus=a+b%2Bc&and=%26&%E5%AF%86=%e5%af%86",
        "/echo/callback?redirect=https://example.com/?x=1&y",
    ] {
        let seen = echo(transport, request(Method::GET, base_url, target)).await;
        assert_eq!(seen.target, target);
    }
}

/// Header values arrive byte for byte: several under one name in their order, and empty ones.
pub async fn headers_arrive(transport: &dyn Transport, base_url: &str) {
    let mut sent = request(Method::GET, base_url, "/echo");
    let headers = sent.headers_mut();
    headers.insert("authorization", HeaderValue::from_static("Bearer a.b-c_d~e+f/g=="));
    headers.insert("x-empty", HeaderValue::from_static(""));
    headers.insert("x-inner", HeaderValue::from_static("a  b;c=\"d, e\""));
    headers.append("x-many", HeaderValue::from_static("second, third"));
    headers.append("x-many", HeaderValue::from_static("first"));
    headers.append("x-many", HeaderValue::from_static(""));
    headers.append("x-many", HeaderValue::from_static("first"));
    let seen = echo(transport, sent.clone()).await;
    for name in ["authorization", "x-empty", "x-inner", "x-many"] {
        let expected: Vec<_> = values(sent.headers(), name);
        assert_eq!(seen.header(name), expected, "the values of {name}");
    }
}

/// Nothing is added that the service could take for the caller's: at most what HTTP itself needs
/// (`host`, `content-length`, `transfer-encoding`, `connection`) and an `accept` of anything.
pub async fn nothing_is_added(transport: &dyn Transport, base_url: &str) {
    const OF_HTTP: [&str; 4] = ["host", "content-length", "transfer-encoding", "connection"];
    for method in [Method::GET, Method::POST, Method::DELETE] {
        for body in ["", "{}"] {
            let mut sent = request(method.clone(), base_url, "/echo");
            sent.headers_mut().insert("x-sent", HeaderValue::from_static("1"));
            *sent.body_mut() = body.into();
            let seen = echo(transport, sent).await;
            assert_eq!(seen.body, body.as_bytes(), "the body of {method}");
            for (name, value) in &seen.headers {
                let is_harmless = name == "accept" && value == b"*/*";
                let is_known = name == "x-sent" || OF_HTTP.contains(&name.as_str());
                assert!(is_known || is_harmless, "the header {name} was added to {method}");
            }
        }
    }
}

/// A request body arrives byte for byte: none, every byte there is, and a quarter of a mebibyte.
pub async fn request_body_arrives(transport: &dyn Transport, base_url: &str) {
    let every_byte = (0..=255).collect::<Vec<u8>>();
    for body in [Vec::new(), b"\r\n\r\n0\r\n\r\n".to_vec(), every_byte, pattern(256 * 1024)] {
        let mut sent = request(Method::POST, base_url, "/echo");
        *sent.body_mut() = Bytes::from(body.clone());
        let seen = echo(transport, sent).await;
        assert!(seen.body == body, "{} bytes arrived as {} others", body.len(), seen.body.len());
    }
}

/// An answer's body comes back byte for byte: none, one byte, and three quarters of a mebibyte.
pub async fn response_body_comes_back(transport: &dyn Transport, base_url: &str) {
    for length in [0, 1, 65_537, 768 * 1024] {
        let path = format!("/bytes/{length}");
        let response = send(transport, request(Method::GET, base_url, &path)).await;
        let body = response.body();
        assert!(body[..] == pattern(length), "{length} bytes came as {} others", body.len());
    }
}

/// An answer of any status is an answer, with its body.
pub async fn any_status_is_an_answer(transport: &dyn Transport, base_url: &str) {
    for status in [200, 201, 204, 304, 400, 401, 403, 404, 409, 413, 418, 429, 499, 500, 503] {
        let path = format!("/status/{status}");
        let response = send(transport, request(Method::GET, base_url, &path)).await;
        assert_eq!(response.status().as_u16(), status);
        let has_body = !matches!(status, 204 | 304);
        let expected = if has_body { format!("status {status}") } else { String::new() };
        assert_eq!(response.body(), expected.as_bytes(), "the body of status {status}");
    }
}

/// A redirect is returned as it is.
pub async fn redirect_is_returned(transport: &dyn Transport, base_url: &str) {
    for status in [301, 302, 303, 307, 308] {
        let path = format!("/status/{status}");
        let response = send(transport, request(Method::POST, base_url, &path)).await;
        assert_eq!(response.status().as_u16(), status, "the redirect was followed");
        assert_eq!(response.headers()["location"], "/echo/redirected");
    }
}

/// The headers of an answer come back: several under one name in their order, and empty ones.
pub async fn response_headers_come_back(transport: &dyn Transport, base_url: &str) {
    let response = send(transport, request(Method::GET, base_url, "/headers")).await;
    for (name, _) in ANSWERED {
        let expected: Vec<_> = ANSWERED.iter().filter(|(other, _)| *other == name).collect();
        let expected: Vec<_> = expected.iter().map(|(_, value)| value.as_bytes()).collect();
        assert_eq!(values(response.headers(), name), expected, "the values of {name}");
    }
    assert_eq!(response.headers()["content-type"], "application/json");
}

/// A content coding is neither undone nor taken away.
pub async fn content_coding_is_left_alone(transport: &dyn Transport, base_url: &str) {
    let response = send(transport, request(Method::GET, base_url, "/coded")).await;
    assert_eq!(response.body(), CODED);
    assert_eq!(response.headers()["content-encoding"], "gzip");
}

/// The answer to a HEAD request has no body, and is an answer.
pub async fn head_has_no_body(transport: &dyn Transport, base_url: &str) {
    let response = send(transport, request(Method::HEAD, base_url, "/headers")).await;
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.body().len(), 0);
}

/// One transport serves one call after the other.
pub async fn calls_follow_each_other(transport: &dyn Transport, base_url: &str) {
    for number in 0..10 {
        let target = format!("/echo/{number}");
        let seen = echo(transport, request(Method::GET, base_url, &target)).await;
        assert_eq!(seen.target, target);
    }
}

/// Calls at the same time get each their own answer.
pub async fn concurrent_answers_do_not_mix(transport: &dyn Transport, base_url: &str) {
    join_all((0..16).map(|number| async move {
        let target = format!("/echo/{number}");
        let mut sent = request(Method::POST, base_url, &target);
        *sent.body_mut() = format!("body {number}").repeat(number * 100).into();
        let seen = echo(transport, sent.clone()).await;
        assert_eq!(seen.target, target, "the answer to another request");
        assert!(seen.body == sent.body()[..], "the body of another request");
    }))
    .await;
}

/// A call that is dropped on its way leaves the transport as it was.
pub async fn dropped_call_harms_nobody(transport: &dyn Transport, base_url: &str) {
    for _ in 0..3 {
        let mut sent = request(Method::POST, base_url, "/echo/dropped");
        *sent.body_mut() = pattern(64 * 1024).into();
        poll_once(transport.send(sent)).await;
        let seen = echo(transport, request(Method::GET, base_url, "/echo/next")).await;
        assert_eq!(seen.target, "/echo/next");
    }
}

/// `Debug` of the transport shows nothing of what went through it.
pub async fn contents_are_not_shown(transport: &dyn Transport, base_url: &str) {
    let mut sent = request(Method::POST, base_url, "/echo?token=canary");
    sent.headers_mut().insert("authorization", HeaderValue::from_static("Bearer canary"));
    *sent.body_mut() = Bytes::from_static(b"canary");
    send(transport, sent).await;
    let shown = format!("{transport:?}");
    assert!(!shown.contains("canary"), "contents are shown: {shown}");
}

pub(super) fn request(method: Method, base_url: &str, target: &str) -> Request<Bytes> {
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = method;
    *request.uri_mut() = format!("{base_url}{target}").parse().unwrap();
    request
}

pub(super) async fn send(transport: &dyn Transport, request: Request<Bytes>) -> Response<Bytes> {
    let asked = format!("{} {}", request.method(), request.uri().path());
    match transport.send(request).await {
        Ok(response) => response,
        Err(error) => panic!("{asked} got no answer: {error:?}"),
    }
}

async fn echo(transport: &dyn Transport, request: Request<Bytes>) -> Seen {
    let response = send(transport, request).await;
    assert_eq!(response.status().as_u16(), 200);
    Seen::parse(response.body())
}

fn values<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a [u8]> {
    headers.get_all(name).iter().map(HeaderValue::as_bytes).collect()
}
