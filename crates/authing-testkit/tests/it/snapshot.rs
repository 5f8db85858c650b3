//! The texts that snapshots are made of.

use authing_api::OperationExt as _;
use authing_api::operations::{LoginByAccount, RegisterByUsername};
use authing_sandbox::Sandbox;
use authing_testkit::Recorder;
use authing_testkit::fixture::{Body, Failure, Fixture, Source};
use authing_testkit::redact::{FixtureMetadata, Redaction};
use authing_testkit::snapshot::tell;
use authing_transport::Transport as _;
use authing_types::{Account, Password, Username};
use futures_executor::block_on;

use crate::support::fixtures;

fn fixture(name: &str) -> Fixture {
    fixtures().into_iter().find(|it| it.name() == name).unwrap()
}

/// The lines of `new` that `old` does not have.
fn new_lines(old: &str, new: &str) -> Vec<String> {
    new.lines().filter(|line| !old.lines().any(|it| it == *line)).map(str::to_owned).collect()
}

#[test]
fn a_renamed_field_of_a_reply_shows_in_the_value() {
    let mut fixture = fixture("login_by_account/success");
    let before = tell(&fixture).unwrap();
    let Some(Body::Json(body)) = &mut fixture.exchanges[0].response.body else { panic!() };
    let data = body["data"].as_object_mut().unwrap();
    let count = data.remove("loginsCount").unwrap();
    data.insert("countOfLogins".to_owned(), count);
    let after = tell(&fixture).unwrap();
    assert_ne!(before, after);
    let gone = new_lines(&after, &before).join("\n");
    assert!(gone.contains("logins_count"), "{gone}");
}

#[test]
fn a_request_other_than_the_fixtures_is_told_by_its_place() {
    let mut fixture = fixture("send_sms/success");
    let Some(Body::Json(body)) = &mut fixture.exchanges[0].request.body else { panic!() };
    let phone = body.as_object_mut().unwrap().remove("phone").unwrap();
    body["mobile"] = phone;
    let error = tell(&fixture).unwrap_err();
    assert_eq!((error.operation.as_str(), error.exchange), ("send_sms", 1));
    let expected = "send_sms/success: exchange 1 (send_sms): \
        the request is another than the fixture's:\n  \
        body.mobile: expected \"18812348888\", got nothing\n  \
        body.phone: expected nothing, got \"18812348888\"";
    assert_eq!(error.to_string(), expected);
}

/// As if the operation now called its parameter `phone`, and the fixture still knew the old name.
#[test]
fn a_parameter_of_another_name_is_told_with_those_that_there_are() {
    let mut fixture = fixture("send_sms/success");
    let parameters = &mut fixture.exchanges[0].parameters;
    let phone = parameters.remove("phone").unwrap();
    parameters.insert("mobile".to_owned(), phone);
    let expected = "send_sms/success: exchange 1 (send_sms): the client does not send it: \
        missing field `phone`; the parameters are: mobile, phoneCountryCode";
    assert_eq!(tell(&fixture).unwrap_err().to_string(), expected);
}

#[test]
fn an_exchange_that_failed_is_an_error_with_its_causes() {
    let mut fixture = fixture("send_sms/success");
    let response = &mut fixture.exchanges[0].response;
    (response.status, response.body, response.failure) = (None, None, Some(Failure::Interrupted));
    response.headers.clear();
    let text = tell(&fixture).unwrap();
    let error = text.split_once("error:\n").unwrap().1;
    assert!(error.contains("caused by: so it was recorded"), "{text}");
}

#[test]
fn an_unknown_operation_is_told() {
    let mut fixture = fixture("send_sms/success");
    fixture.exchanges[0].operation = Some("send_pigeon".to_owned());
    let error = tell(&fixture).unwrap_err();
    assert!(error.to_string().ends_with("(send_pigeon): there is no such operation"), "{error}");
}

/// A recording has no parameters: they are read from its requests.
#[test]
fn a_recording_comes_to_its_operations_requests() {
    let sandbox = Sandbox::new();
    let recorder = Recorder::new(sandbox.clone());
    let password = || Password::parse("correct horse").unwrap();
    let sign_up = RegisterByUsername::new(Username::parse("grace").unwrap(), password());
    let sign_in = LoginByAccount::new(Account::parse("grace").unwrap(), password());
    let context = sandbox.context();
    block_on(recorder.send(sign_up.to_http(&context, None).unwrap())).unwrap();
    block_on(recorder.send(sign_in.to_http(&context, None).unwrap())).unwrap();
    let metadata = FixtureMetadata::new("register_by_username", "then_login", Source::Sandbox);
    let mut fixture = recorder.fixture(&Redaction::new(), &metadata).fixture;
    let before = tell(&fixture).unwrap();
    assert_eq!(tell(&fixture).unwrap(), before);
    assert!(before.contains("POST https://core.authing.cn/api/v2/register/username"), "{before}");
    assert!(before.contains("POST https://core.authing.cn/api/v2/login/account"), "{before}");
    assert!(before.contains("\"password\": \"{{encrypted:"), "{before}");
    assert!(before.contains("x-authing-sdk-version: {{any:sdk_version}}"), "{before}");
    assert!(!before.contains("grace") && !before.contains("correct"), "{before}");
    // What the recorded client sent besides is not what we send.
    let headers = &mut fixture.exchanges[0].request.headers;
    headers.insert("x-other".to_owned(), ["1".to_owned()].into_iter().collect());
    assert_eq!(tell(&fixture).unwrap(), before);
}
