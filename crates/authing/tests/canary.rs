//! No secret shows in what the facade prints, logs or fails with.
//!
//! A binary of its own with one test: `tracing` can miss a subscriber that is set while another
//! thread logs for the first time.

#![expect(clippy::unwrap_used, reason = "a test panics where something is wrong")]

use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use authing::oidc::AuthorizeRequest;
use authing::transport::{InMemoryTransport, TransportError, json_response};
use authing::types::{CodeVerifier, RedirectUri};
use authing::{Client, Error, Operation, operations};
use http::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
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

/// The parameters of an operation's first success, as its fixture has them: the canaries stand for
/// labels, passwords and codes.
fn parameters(name: &str) -> Value {
    let path = format!("{}/../../fixtures/{name}/success.json", env!("CARGO_MANIFEST_DIR"));
    let fixture: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let exchange = fixture["exchanges"].as_array().unwrap().last().unwrap();
    let mut parameters = exchange.get("parameters").cloned().unwrap_or_else(|| json!({}));
    for (key, value) in parameters.as_object_mut().unwrap() {
        let key = key.to_lowercase();
        if key.ends_with("password") {
            *value = json!(PASSWORD);
        } else if key.ends_with("code") && !key.ends_with("countrycode") {
            *value = json!(CODE);
        } else if key.ends_with("verifier") {
            *value = json!("canary".repeat(8));
        } else if key.ends_with("id") || key == "random" {
            *value = json!("5f00000000000000000000c3");
        } else if value.as_str().is_some_and(|text| text.starts_with("{{")) {
            *value = json!(TOKEN);
        }
    }
    parameters
}

async fn call<O: Operation<Output: Debug> + DeserializeOwned>(client: &Client) -> String {
    let parameters = parameters(O::INFO.name);
    let operation: O = serde_json::from_value(parameters).unwrap_or_else(|error| {
        panic!("the fixture of {} is no longer taken: {error}", O::INFO.name)
    });
    assert_clean(&format!("{operation:?} {operation:#?}"));
    match client.send(operation).await {
        Ok(value) => format!("{value:?} {value:#?}"),
        Err(error) => everything(&error),
    }
}

macro_rules! calls {
    ($($operation:ident),* $(,)?) => {
        /// Each operation there is, against a service that answers like this; what each printed.
        async fn all_operations(client: &Client) -> String {
            let mut printed = String::new();
            $(printed += &call::<operations::$operation>(client).await;)*
            printed
        }
    };
}

authing_api::for_each_operation!(calls);

/// What named methods do besides: parse, and look at the session.
async fn named_methods(client: &Client) -> String {
    let mut printed = String::new();
    let mut note = |result: Result<String, Error>| {
        let _ = writeln!(printed, "{}", result.unwrap_or_else(|error| everything(&error)));
    };
    let debug = |value: &dyn Debug| format!("{value:?} {value:#?}");
    let session = client.default_session();
    note(client.login_by_account("a", PASSWORD).await.map(|v| debug(&v)));
    note(session.state().await.map(|v| debug(&v)));
    note(session.id_token().await.map(|v| debug(&v)));
    note(session.refresh_token().await.map(|v| debug(&v)));
    let too_long = format!("{PASSWORD}{}", "x".repeat(200));
    note(client.register_by_email(CODE, too_long).await.map(|v| debug(&v)));
    note(client.login_by_phone_code(CODE, format!("{CODE} {CODE}")).await.map(|v| debug(&v)));
    let request = AuthorizeRequest::new(RedirectUri::parse("https://a.example/b").unwrap());
    let mut request = request.unwrap();
    request.code_verifier = CodeVerifier::parse("canary".repeat(8)).unwrap();
    note(client.auth_by_code(&request, CODE).await.map(|v| debug(&v)));
    note(client.oidc_login_by_account(&request, "a", PASSWORD).await.map(|v| debug(&v)));
    note(Ok(format!("{request:?} {request:#?}")));
    printed
}

/// All that a client prints while it is used.
async fn all_calls(client: &Client) -> String {
    all_operations(client).await + &named_methods(client).await
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
        format!(r#"{{"code":1640,"data":{{"key":"{TOKEN}","accounts":[{{"id":"a"}}]}}}}"#),
        format!(r#"{{"code":200,"data":{user},"recoveryCode":"{TOKEN}"}}"#),
        format!(
            r#"{{"access_token":"{TOKEN}","id_token":"{TOKEN}","refresh_token":"{TOKEN}","token_type":"Bearer"}}"#
        ),
        format!(r#"{{"error":"invalid_grant","error_description":"{TOKEN}"}}"#),
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
