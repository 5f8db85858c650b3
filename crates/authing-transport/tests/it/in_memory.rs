use authing_transport::{
    InMemoryTransport, Transport, TransportError, TransportErrorKind, json_response, replies,
};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use crate::support::{assert_no_canary, canary_request, chain, request};

#[tokio::test]
async fn routes_match_method_and_path_only() {
    let server = InMemoryTransport::new()
        .route(Method::GET, "/a", |_| json_response(StatusCode::OK, "get a"))
        .route(Method::POST, "/a", |_| json_response(StatusCode::CREATED, "post a"))
        .route(Method::GET, "/a/b", |_| json_response(StatusCode::ACCEPTED, "get a/b"));
    for (method, uri, status, body) in [
        (Method::GET, "https://example.com/a", 200, "get a"),
        (Method::GET, "http://other.test:8080/a?x=1", 200, "get a"),
        (Method::POST, "https://example.com/a", 201, "post a"),
        (Method::GET, "https://example.com/a/b", 202, "get a/b"),
    ] {
        let response = server.send(request(method, uri)).await.unwrap();
        assert_eq!((response.status().as_u16(), &response.body()[..]), (status, body.as_bytes()));
    }
}

#[tokio::test]
async fn a_later_route_replaces_an_earlier_one() {
    let server = InMemoryTransport::new()
        .route(Method::GET, "/a", |_| json_response(StatusCode::OK, "old"))
        .route(Method::GET, "/a", |_| json_response(StatusCode::OK, "new"));
    let response = server.send(request(Method::GET, "https://example.com/a")).await.unwrap();
    assert_eq!(response.body(), "new");
}

#[tokio::test]
async fn a_handler_sees_the_request() {
    let server = InMemoryTransport::from_fn(|request: Request<Bytes>| {
        Response::builder()
            .status(StatusCode::IM_A_TEAPOT)
            .header("x-seen", request.headers()["authorization"].clone())
            .body(request.into_body())
            .map_err(TransportError::other)
    });
    let response = server.send(canary_request()).await.unwrap();
    assert_eq!(response.status(), StatusCode::IM_A_TEAPOT);
    assert_eq!(response.headers()["x-seen"], "Bearer canary-header");
    assert_eq!(response.body(), "canary-body");
}

#[tokio::test]
async fn a_route_goes_before_the_handler_for_everything() {
    let server = InMemoryTransport::from_fn(|_| json_response(StatusCode::OK, "everything")).route(
        Method::GET,
        "/a",
        |_| json_response(StatusCode::OK, "a"),
    );
    for (path, body) in [("/a", "a"), ("/b", "everything")] {
        let uri = format!("https://example.com{path}");
        assert_eq!(server.send(request(Method::GET, &uri)).await.unwrap().body(), body);
    }
}

#[tokio::test]
async fn the_log_keeps_every_request_in_order() {
    let server = InMemoryTransport::new()
        .route(Method::GET, "/a", |_| json_response(StatusCode::OK, ""))
        .route(Method::GET, "/down", |_| TransportError::connect("refused"));
    let client = server.clone();
    client.send(request(Method::GET, "https://example.com/a?n=1")).await.unwrap();
    client.send(request(Method::GET, "https://example.com/down")).await.unwrap_err();
    client.send(canary_request()).await.unwrap_err();

    let log = server.requests();
    let uris: Vec<_> = log.iter().map(|request| request.uri().to_string()).collect();
    assert_eq!(
        uris,
        [
            "https://example.com/a?n=1",
            "https://example.com/down",
            "https://example.com/canary?token=canary-query"
        ]
    );
    assert_eq!(log[2].method(), Method::POST);
    assert_eq!(log[2].headers()["authorization"], "Bearer canary-header");
    assert_eq!(log[2].body(), "canary-body");
}

#[tokio::test]
async fn an_unmatched_request_fails_and_names_the_routes() {
    let server = InMemoryTransport::new();
    let error = server.send(canary_request()).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::InvalidRequest);
    assert_eq!(
        chain(&error),
        "the request cannot be sent as it is: no route for POST /canary; there are none"
    );

    let server = server.route(Method::GET, "/canary", |_| json_response(StatusCode::OK, "")).route(
        Method::POST,
        "/b",
        |_| json_response(StatusCode::OK, ""),
    );
    let error = server.send(canary_request()).await.unwrap_err();
    assert_eq!(
        chain(&error),
        "the request cannot be sent as it is: no route for POST /canary; \
         there are: GET /canary, POST /b"
    );
    assert_no_canary(&format!("{error:?}"));
}

#[tokio::test]
async fn replies_come_in_order_and_then_fail() {
    let first = json_response(StatusCode::OK, "1");
    let server = InMemoryTransport::new().route(
        Method::GET,
        "/a",
        replies([Ok(first), Err(TransportError::interrupted("lost"))]),
    );
    let ask = || server.send(request(Method::GET, "https://example.com/a?q=canary-query"));
    assert_eq!(ask().await.unwrap().body(), "1");
    assert_eq!(ask().await.unwrap_err().kind(), TransportErrorKind::Interrupted);
    let error = ask().await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::InvalidRequest);
    assert!(chain(&error).ends_with("all 2 replies to GET /a have been given"), "{error:?}");
    assert_no_canary(&format!("{error:?}"));
}

#[tokio::test]
async fn a_handler_may_use_the_transport_and_may_panic() {
    let server = InMemoryTransport::new();
    let handle = server.clone();
    let server = server
        .route(Method::GET, "/count", move |_| {
            json_response(StatusCode::OK, handle.requests().len().to_string())
        })
        .route(Method::GET, "/panic", |_| -> Response<Bytes> { panic!("on purpose") });
    let client = server.clone();
    let call = tokio::spawn(async move {
        client.send(request(Method::GET, "https://example.com/panic")).await
    });
    assert!(call.await.unwrap_err().is_panic());
    let response = server.send(request(Method::GET, "https://example.com/count")).await.unwrap();
    assert_eq!(response.body(), "2");
}

#[test]
fn json_responses_say_so() {
    let response = json_response(StatusCode::NOT_FOUND, r#"{"code":404}"#);
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.body(), r#"{"code":404}"#);
}

#[tokio::test]
async fn debug_prints_neither_query_nor_header_nor_body() {
    let server = InMemoryTransport::from_fn(|_| json_response(StatusCode::OK, "canary-answer"))
        .route(Method::GET, "/a", |_| json_response(StatusCode::OK, "canary-answer"));
    server.send(canary_request()).await.unwrap();
    let text = format!("{server:?} {server:#?}");
    assert!(text.contains("POST /canary") && text.contains("GET /a"), "{text}");
    assert_no_canary(&text);
}

#[test]
#[should_panic(expected = "without a query")]
fn a_route_with_a_query_is_refused() {
    let _ = InMemoryTransport::new()
        .route(Method::GET, "/a?b=1", |_| json_response(StatusCode::OK, ""));
}

#[test]
#[should_panic(expected = "starts with `/`")]
fn a_route_without_a_slash_is_refused() {
    let _ = InMemoryTransport::new().route(Method::GET, "a", |_| json_response(StatusCode::OK, ""));
}
