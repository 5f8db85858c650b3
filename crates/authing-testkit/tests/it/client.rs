//! The client's side: what our operations send, and what they make of the answer.

use std::error::Error;
use std::fmt::{Debug, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use authing_api::operations;
use authing_api::{Auth, Bearer, Context, DecodeError, Operation, OperationExt, PublicKey};
use authing_testkit::fixture::{Exchange, Fixture, Labels};
use authing_types::{AccessToken, AppId, BaseUrl, IdToken, MfaToken, UserPoolId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey};
use serde_json::Value;

use crate::support::fixtures;

/// Finds the judge of an operation by its name, and what reads its answers.
macro_rules! judges {
    ($($operation:ident),* $(,)?) => {
        pub(crate) fn reader_of(name: &str) -> Option<Reader> {
            let readers: &[(&str, Reader)] =
                &[$((operations::$operation::INFO.name, read::<operations::$operation>)),*];
            readers.iter().find(|(read, _)| *read == name).map(|(_, reader)| *reader)
        }

        fn judge_of(name: &str) -> Option<Judge> {
            let judges: &[(&str, Judge)] =
                &[$((operations::$operation::INFO.name, judge::<operations::$operation>)),*];
            judges.iter().find(|(judged, _)| *judged == name).map(|(_, judge)| *judge)
        }
    };
}

authing_api::for_each_operation!(judges);

/// Whether an operation takes a response for a success; either, printed.
pub(crate) type Reader = fn(&http::Response<Bytes>) -> Result<String, String>;

fn read<O: Operation<Output: Debug>>(response: &http::Response<Bytes>) -> Result<String, String> {
    O::from_http(response).map(|value| format!("{value:?}")).map_err(|error| error.to_string())
}

/// Plays one exchange, asserts that the request is the fixture's, and tells what happened.
type Judge = fn(&Exchange, &mut Labels) -> String;

#[test]
fn snapshot_of_every_fixture() {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut failed = Vec::new();
    for fixture in fixtures() {
        settings.set_description(&fixture.description);
        let name = fixture.name().replace('/', "__");
        let check = || settings.bind(|| insta::assert_snapshot!(name.as_str(), play(&fixture)));
        if catch_unwind(AssertUnwindSafe(check)).is_err() {
            failed.push(fixture.name());
        }
    }
    assert!(failed.is_empty(), "the client fails {failed:#?}");
}

fn play(fixture: &Fixture) -> String {
    let mut labels = Labels::new().with_decryption(decrypt);
    let mut story = String::new();
    for exchange in &fixture.exchanges {
        let name = exchange.operation.as_ref().unwrap_or(&fixture.operation);
        let judge = judge_of(name).unwrap_or_else(|| panic!("there is no operation {name}"));
        story.push_str(&judge(exchange, &mut labels));
    }
    labels.hide(&story)
}

fn judge<O: Operation<Output: Debug>>(exchange: &Exchange, labels: &mut Labels) -> String {
    let sent = match build::<O>(exchange, labels) {
        Ok(request) => {
            assert!(!exchange.refused_locally, "the client sends what it should refuse");
            let differences = exchange.request.differences(&request, labels);
            let lines: Vec<_> = differences.iter().map(ToString::to_string).collect();
            let lines = lines.join("\n");
            assert!(lines.is_empty(), "the request is another than the fixture's:\n{lines}");
            shown(&request)
        }
        Err(refusal) => {
            assert!(exchange.refused_locally, "the client does not send: {refusal}");
            format!("not sent: {refusal}")
        }
    };
    let response = exchange.response.to_http(labels).unwrap();
    let understood = match O::from_http(&response) {
        Ok(value) => format!("value:\n{}", present(&format!("{value:#?}"))),
        Err(error) => format!("error:\n{}", told(&error)),
    };
    format!("request:\n{sent}\n\n{understood}\n")
}

/// The request, or why the client refuses to make it.
fn build<O: Operation>(
    exchange: &Exchange,
    labels: &mut Labels,
) -> Result<http::Request<Bytes>, String> {
    let parameters = labels.fill_json(&Value::Object(exchange.parameters.clone())).unwrap();
    let operation: O = serde_path_to_error::deserialize(parameters).map_err(|error| {
        let key = error.path().to_string();
        let code = O::INFO.refusal_of(&key).unwrap_or_else(|| panic!("{key} has no code"));
        format!("{} (code {code})", error.inner())
    })?;
    let token = IdToken::parse(labels.fill("{{token:1}}").unwrap()).unwrap();
    let mfa_token = MfaToken::parse(labels.fill("{{mfa_token:1}}").unwrap()).unwrap();
    let access = AccessToken::parse(labels.fill("{{access_token:1}}").unwrap()).unwrap();
    let bearer = match O::INFO.auth {
        Auth::Mfa => Bearer::Mfa(&mfa_token),
        Auth::AccessToken => Bearer::Access(&access),
        _ => Bearer::Id(&token),
    };
    let request = operation.to_http(&context(), Some(bearer));
    Ok(request.unwrap())
}

pub(crate) fn context() -> Context {
    Context::new(
        UserPoolId::parse("5f00000000000000000000a1").unwrap(),
        AppId::parse("5f00000000000000000000b2").unwrap(),
    )
    .with_base_url(BaseUrl::parse("https://core.authing.cn").unwrap())
    .with_public_key(PublicKey::parse(include_str!("../data/test-only-1024.pub.pem")).unwrap())
}

pub(crate) fn decrypt(sealed: &str) -> Option<String> {
    let key = RsaPrivateKey::from_pkcs8_pem(include_str!("../data/test-only-1024.pem")).unwrap();
    let clear = key.decrypt(Pkcs1v15Encrypt, &STANDARD.decode(sealed).ok()?).ok()?;
    String::from_utf8(clear).ok()
}

/// Request line, headers by name, body.
fn shown(request: &http::Request<Bytes>) -> String {
    let mut lines = vec![format!("{} {}", request.method(), request.uri())];
    let headers = request.headers().iter();
    let mut headers: Vec<_> =
        headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
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
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, "\ncaused by: {error}").unwrap();
        cause = error.source();
    }
    write!(text, "\n{}", present(&format!("{error:#?}"))).unwrap();
    if let DecodeError::Service(refusal) = error {
        let data = refusal.data.as_ref().map_or("none", |data| data.get());
        write!(text, "\ndata: {data}").unwrap();
    }
    text
}

/// A value without the fields that are absent.
fn present(debug: &str) -> String {
    let is_present = |line: &&str| !line.ends_with(": None,") && !line.ends_with(": [],");
    debug.lines().filter(is_present).collect::<Vec<_>>().join("\n")
}
