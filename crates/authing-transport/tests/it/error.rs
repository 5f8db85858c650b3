use std::{error::Error, io, sync::Arc};

use authing_transport::{
    InMemoryTransport, SharedTransport, Transport, TransportError, TransportErrorKind,
    json_response,
};
use http::{Method, StatusCode};

use crate::support::request;

const KINDS: [(TransportErrorKind, bool, &str); 6] = [
    (TransportErrorKind::InvalidRequest, false, "invalid_request"),
    (TransportErrorKind::Connect, false, "connect"),
    (TransportErrorKind::Timeout, true, "timeout"),
    (TransportErrorKind::Interrupted, true, "interrupted"),
    (TransportErrorKind::Body, true, "body"),
    (TransportErrorKind::Other, true, "other"),
];

#[test]
fn the_kind_says_whether_the_server_may_have_acted() {
    for (kind, may_have_acted, name) in KINDS {
        let error = TransportError::new(kind, "cause");
        assert_eq!(error.kind(), kind);
        assert_eq!(error.may_have_acted(), may_have_acted, "{kind:?}");
        assert_eq!(kind.may_have_acted(), may_have_acted, "{kind:?}");
        assert_eq!(kind.as_str(), name);
    }
}

#[test]
fn each_constructor_makes_its_kind() {
    let made = [
        TransportError::invalid_request("cause"),
        TransportError::connect("cause"),
        TransportError::timeout("cause"),
        TransportError::interrupted("cause"),
        TransportError::body("cause"),
        TransportError::other("cause"),
    ];
    assert_eq!(made.map(|error| error.kind()), KINDS.map(|(kind, ..)| kind));
}

#[test]
fn the_message_states_this_layer_and_the_source_the_cause() {
    let mut messages = Vec::new();
    for (kind, ..) in KINDS {
        let error = TransportError::new(kind, io::Error::other("the cause"));
        let message = error.to_string();
        assert!(!message.contains("the cause"), "{message}");
        assert!(message.starts_with(char::is_lowercase) && !message.ends_with('.'), "{message}");
        let source = error.source().expect("there is always a cause");
        assert_eq!(source.to_string(), "the cause");
        assert!(source.downcast_ref::<io::Error>().is_some());
        messages.push(message);
    }
    messages.sort();
    messages.dedup();
    assert_eq!(messages.len(), KINDS.len(), "each kind has a message of its own");
}

#[tokio::test]
async fn pointers_and_handles_are_transports() {
    let server =
        InMemoryTransport::new().route(Method::GET, "/", |_| json_response(StatusCode::OK, "{}"));
    let leaked: &'static InMemoryTransport = Box::leak(Box::new(server.clone()));
    let boxed: Box<dyn Transport> = Box::new(leaked);
    let counted: Arc<dyn Transport> = Arc::new(boxed);
    let shared = SharedTransport::from(counted);
    let handle = SharedTransport::new(shared.clone());
    handle.send(request(Method::GET, "https://example.com/")).await.unwrap();
    assert_eq!(server.requests().len(), 1);
    assert_eq!(
        format!("{shared:?}"),
        r#"SharedTransport(InMemoryTransport { routes: ["GET /"], requests: ["GET /"], .. })"#
    );
}
