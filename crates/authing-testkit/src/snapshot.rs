//! What a fixture comes to today, as text to compare with that of yesterday: the request as it goes
//! over the wire, the decoded value, the error with its causes.
//!
//! `cargo xtask snapshot` keeps these texts for the fixtures of a directory. A test can do so too,
//! with any crate for snapshots:
//!
//! ```
//! use authing_testkit::fixture::Fixture;
//! use authing_testkit::snapshot;
//!
//! # let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");
//! for fixture in Fixture::load_all(directory)? {
//!     let text = snapshot::tell(&fixture)?;
//!     // insta::assert_snapshot!(snapshot::file_stem(&fixture), text);
//!     # assert!(text.starts_with("request:\n"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::error::Error;
use std::fmt::Write as _;

use authing_api::{Auth, Context, DecodeError, OperationInfo, PublicKey, operations};
use authing_types::{AppId, BaseUrl, Password, UserPoolId};
use bytes::Bytes;
use serde_json::Value;

use crate::fixture::{Exchange, Fixture, Labels, TapeKeys};
use crate::wire::{Unsendable, chain, wire_of};

/// The text of a fixture, the same on every run. Values of labels are labels.
///
/// The request is the one that our operation makes today: of the exchange's `parameters`, or of what
/// the request of a recording says. The response is the fixture's. For an exchange that is written by
/// hand, the two requests must be the same; a recorded one may come from another client.
///
/// # Errors
///
/// [`SnapshotError`] when there is no such operation, when the client refuses parameters that it
/// should send or sends what it should refuse, and when a hand-written request is another.
pub fn tell(fixture: &Fixture) -> Result<String, SnapshotError> {
    let mut labels =
        Labels::of(fixture).with_encryption(encrypt).with_decryption(TapeKeys::decrypt);
    let mut story = String::new();
    for (index, exchange) in fixture.exchanges.iter().enumerate() {
        let name = exchange.operation.as_ref().unwrap_or(&fixture.operation);
        let told = one(name, exchange, &mut labels).map_err(|problem| SnapshotError {
            fixture: fixture.name(),
            exchange: index + 1,
            operation: name.clone(),
            problem,
        })?;
        story.push_str(&told);
    }
    Ok(labels.hide(&story))
}

/// The name of a fixture's snapshot without its ending: `login_by_account__success`.
pub fn file_stem(fixture: &Fixture) -> String {
    format!("{}__{}", fixture.operation, fixture.case)
}

/// Why a fixture comes to nothing that could be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fixture}: exchange {exchange} ({operation}): {problem}")]
#[non_exhaustive]
pub struct SnapshotError {
    /// The fixture, as `operation/case`.
    pub fixture: String,
    /// Which of its exchanges, from 1.
    pub exchange: usize,
    /// The exchange's operation.
    pub operation: String,
    /// What is wrong; may be of several lines.
    pub problem: String,
}

fn one(name: &str, exchange: &Exchange, labels: &mut Labels) -> Result<String, String> {
    let sent = match sent(name, exchange, labels)? {
        Err(Refusal(refusal)) => format!("not sent: {refusal}"),
        Ok(request) => {
            let differences = exchange.request.differences(&request, labels);
            if exchange.started.is_none() && !differences.is_empty() {
                let lines: String = differences.iter().map(|it| format!("\n  {it}")).collect();
                return Err(format!("the request is another than the fixture's:{lines}"));
            }
            shown(&request)
        }
    };
    let outcome = exchange.response.to_outcome(labels).map_err(|error| chain(&error))?;
    let understood = match outcome {
        Err(error) => format!("error:\n{}", causes(&error)),
        Ok(response) => {
            let wire = wire_of(name).ok_or(UNKNOWN)?;
            match (wire.read)(&response) {
                Ok(value) => format!("value:\n{}", present(&value)),
                Err(error) => format!("error:\n{}", told(&error)),
            }
        }
    };
    Ok(format!("request:\n{sent}\n\n{understood}\n"))
}

/// What the client makes of an exchange's parameters: a request, or a refusal of its own.
pub(crate) type Sent = Result<http::Request<Bytes>, Refusal>;

/// Why the client does not send what the fixture says that it does not.
pub(crate) struct Refusal(String);

const UNKNOWN: &str = "there is no such operation";

/// What our operation sends in an exchange.
pub(crate) fn sent(name: &str, exchange: &Exchange, labels: &mut Labels) -> Result<Sent, String> {
    let wire = wire_of(name).ok_or(UNKNOWN)?;
    let info = operations::ALL.iter().find(|info| info.name == name).ok_or(UNKNOWN)?;
    let is_recorded = exchange.started.is_some();
    let built = if is_recorded {
        let request = exchange.request.to_http(BASE_URL, labels).map_err(|error| chain(&error))?;
        (wire.rebuild)(&request, &context_of(&request), bearer(&request))
    } else {
        let parameters = Value::Object(exchange.parameters.clone());
        let parameters = labels.fill_json(&parameters).map_err(|error| error.to_string())?;
        let token = labels.fill(token_label(info)).map_err(|error| error.to_string())?;
        (wire.build)(parameters, &context(EXAMPLE_POOL, EXAMPLE_APP), &token)
    };
    let request = match built {
        Ok(request) => request,
        Err(Unsendable::Refused(refusal)) if exchange.refused_locally || is_recorded => {
            return Ok(Err(Refusal(refusal)));
        }
        Err(Unsendable::Refused(reason) | Unsendable::Other(reason)) => {
            return Err(format!("the client does not send it: {reason}"));
        }
    };
    if exchange.refused_locally && !is_recorded {
        return Err("the client sends what it should refuse".to_owned());
    }
    Ok(Ok(request))
}

fn token_label(info: &OperationInfo) -> &'static str {
    match info.auth {
        Auth::Mfa => "{{mfa_token:1}}",
        Auth::AccessToken => "{{access_token:1}}",
        _ => "{{token:1}}",
    }
}

fn bearer(request: &http::Request<Bytes>) -> &str {
    let value = request.headers().get(http::header::AUTHORIZATION);
    let text = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.strip_prefix("Bearer ").unwrap_or(text)
}

pub(crate) const BASE_URL: &str = "https://core.authing.cn";
const EXAMPLE_POOL: &str = "5f00000000000000000000a1";
const EXAMPLE_APP: &str = "5f00000000000000000000b2";

/// The context of a recorded request: the pool and the application that it names.
fn context_of(request: &http::Request<Bytes>) -> Context {
    let header = |name: &str, otherwise: &'static str| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or(otherwise).to_owned()
    };
    let pool = header("x-authing-userpool-id", EXAMPLE_POOL);
    context(&pool, &header("x-authing-app-id", EXAMPLE_APP))
}

fn context(pool: &str, app: &str) -> Context {
    let example = |id: &str| UserPoolId::parse(id).expect("the example is well-formed");
    let pool = UserPoolId::parse(pool).unwrap_or_else(|_| example(EXAMPLE_POOL));
    let app = AppId::parse(app)
        .unwrap_or_else(|_| AppId::parse(EXAMPLE_APP).expect("the example is well-formed"));
    let base_url = BaseUrl::parse(BASE_URL).expect("it is well-formed");
    let key = PublicKey::parse(TapeKeys::public_key()).expect("the tape's key is well-formed");
    Context::new(pool, app).with_base_url(base_url).with_public_key(key)
}

/// Where a password cannot be sealed, the text itself is as good as any.
fn encrypt(clear: &str) -> String {
    let sealed = Password::parse(clear).ok().and_then(|password| {
        let key = PublicKey::parse(TapeKeys::public_key()).ok()?;
        key.encrypt(&password).ok()
    });
    sealed.unwrap_or_else(|| clear.to_owned())
}

/// Request line, headers by name, body.
fn shown(request: &http::Request<Bytes>) -> String {
    let mut lines = vec![format!("{} {}", request.method(), request.uri())];
    let headers = request.headers().iter();
    let mut headers: Vec<_> = headers
        .map(|(name, value)| match name.as_str() {
            // It is another with each release.
            "x-authing-sdk-version" => format!("{name}: {{{{any:sdk_version}}}}"),
            _ => format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())),
        })
        .collect();
    headers.sort();
    lines.extend(headers);
    if !request.body().is_empty() {
        lines.push(match serde_json::from_slice::<Value>(request.body()) {
            Ok(body) => format!("\n{body:#}"),
            Err(_) => format!("\n{}", String::from_utf8_lossy(request.body())),
        });
    }
    lines.join("\n")
}

/// The error with its causes, and with the data that came with it.
fn told(error: &DecodeError) -> String {
    let mut text = causes(error);
    let _ = write!(text, "\n{}", present(&format!("{error:#?}")));
    if let DecodeError::Service(refusal) = error {
        let data = refusal.data.as_ref().map_or("none", |data| data.get());
        let _ = write!(text, "\ndata: {data}");
    }
    text
}

fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, "\ncaused by: {error}");
        cause = error.source();
    }
    text
}

/// A value without the fields that are absent.
fn present(debug: &str) -> String {
    let is_present = |line: &&str| !line.ends_with(": None,") && !line.ends_with(": [],");
    debug.lines().filter(is_present).collect::<Vec<_>>().join("\n")
}
