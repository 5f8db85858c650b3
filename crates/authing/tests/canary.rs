//! No secret shows in what the facade prints, logs or fails with.
//!
//! A binary of its own with one test: `tracing` can miss a subscriber that is set while another
//! thread logs for the first time.

#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

use std::error::Error as _;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use authing::transport::{InMemoryTransport, TransportError, json_response};
use authing::types::Password;
use authing::{Client, Error};
use http::{Method, StatusCode};
use tracing::field::{Field, Visit};
use tracing::span;

const PASSWORD: &str = "canaryPassword0";
const CODE: &str = "canaryCode0";
const TOKEN: &str = "canary0.Token0.x";

/// Collects everything that is logged, of all crates and levels.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = writeln!(self.0.lock().unwrap(), "{field}={value:?}");
    }
}

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        attributes.record(&mut self.clone());
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

fn assert_clean(text: &str) {
    for canary in [PASSWORD, CODE, TOKEN, "canary"] {
        assert!(!text.contains(canary), "{text}");
    }
}

/// The whole of an error: both forms, and every cause.
fn everything(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?} {:?}", error.message());
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, " / {error} {error:?}");
        cause = error.source();
    }
    text
}

/// Each operation of a client against a service that answers like this; what each printed.
async fn all_calls(client: &Client) -> String {
    let mut printed = String::new();
    let mut note = |result: Result<String, Error>| {
        let _ = writeln!(printed, "{}", result.unwrap_or_else(|error| everything(&error)));
    };
    let password = || Password::parse(PASSWORD).unwrap();
    let debug = |value: &dyn std::fmt::Debug| format!("{value:?} {value:#?}");
    note(client.public_config().await.map(|v| debug(&v)));
    note(client.register_by_email("a@b.cc", password()).await.map(|v| debug(&v)));
    note(client.register_by_username("a", password()).await.map(|v| debug(&v)));
    note(
        client
            .register_by_phone_code("18812348888", CODE, Some(password()))
            .await
            .map(|v| debug(&v)),
    );
    note(client.login_by_account("a", password()).await.map(|v| debug(&v)));
    note(client.login_by_phone_code("18812348888", CODE).await.map(|v| debug(&v)));
    note(client.current_user().await.map(|v| debug(&v)));
    note(client.send_sms("18812348888").await.map(|v| debug(&v)));
    note(client.default_session().state().await.map(|v| debug(&v)));
    note(client.logout().await.map(|v| debug(&v)));
    note(
        client
            .register_by_email(CODE, format!("{PASSWORD}{}", "x".repeat(200)))
            .await
            .map(|v| debug(&v)),
    );
    note(client.login_by_phone_code(CODE, format!("{CODE} {CODE}")).await.map(|v| debug(&v)));
    printed
}

#[tokio::test]
async fn no_call_prints_or_logs_a_secret_whatever_the_service_answers() {
    let user = format!(r#"{{"id":"a","token":"{TOKEN}","password":"{TOKEN}"}}"#);
    let answers = [
        format!(r#"{{"code":200,"data":{user}}}"#),
        format!(r#"{{"code":200,"data":"{TOKEN}"}}"#),
        format!(r#"{{"code":200,"data":{{"token":"{TOKEN}"}}}}"#),
        format!(r#"{{"code":1636,"data":{{"mfaToken":"{TOKEN}"}}}}"#),
        format!(r#"{{"code":1639,"data":{{"token":"{TOKEN}"}}}}"#),
        format!(r#"{{"code":2333,"message":"no","data":{{"token":"{TOKEN}"}}}}"#),
        format!(r#"{{"code":2020,"data":"{TOKEN}"}}"#),
        format!("<p>{TOKEN}</p>"),
    ];
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    for answer in answers {
        let answering = InMemoryTransport::from_fn(move |request: http::Request<bytes::Bytes>| {
            let is_config = request.uri().path().ends_with("public-config");
            match request.method() {
                &Method::GET if is_config => json_response(StatusCode::OK, "{}"),
                _ => json_response(StatusCode::OK, answer.clone()),
            }
        });
        let client = Client::builder("a1", "b2").transport(answering).build().unwrap();
        assert_clean(&all_calls(&client).await);
        assert_clean(&format!("{client:?} {client:#?}"));
    }
    let failing = InMemoryTransport::from_fn(|_| TransportError::interrupted("reset"));
    let client = Client::builder("a1", "b2").transport(failing).build().unwrap();
    assert_clean(&all_calls(&client).await);

    let logged = log.0.lock().unwrap().clone();
    for expected in ["/api/v2/login/account", "service_code=2333"] {
        assert!(logged.contains(expected), "{logged}");
    }
    assert_clean(&logged);
}
