//! Replies of the service, read as the reply of every operation.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use authing_api::oidc::ReadJwks;
use authing_api::{Operation, OperationExt as _, Reply, code_of};
use authing_types::User;

use crate::{Target, canary, fixtures, json};

/// The first byte of the input chooses the status; the rest is the body.
pub(super) const TARGET: Target = Target {
    name: "envelope",
    about: "replies of the service: the envelope, and the data of every operation",
    runs: 6_000,
    check,
    seeds,
};

const STATUSES: &[u16] = &[200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 502, 503];

fn check(input: &[u8]) {
    let Some((first, body)) = input.split_first() else {
        return;
    };
    let status = STATUSES[usize::from(*first) % STATUSES.len()];
    let response = response(status, body);
    check_envelope(&response);
    let parsed = json::value(body);
    // What is no JSON is quoted with its secrets masked; of the rest no value but these is shown.
    let hides = match &parsed {
        Some(value) => canary::is_only_in(value, &|key| !PUBLIC.contains(&key)),
        None => Reply::read(&response).is_err(),
    };
    macro_rules! decode {
        ($($operation:ident),* $(,)?) => {
            $(check_operation::<authing_api::operations::$operation>(&response, hides);)*
        };
    }
    authing_api::for_each_operation!(decode);
    check_operation::<ReadJwks>(&response, hides);
    if let Some(value) = parsed {
        check_user(&value);
    }
}

/// What a refusal shows of its reply.
const PUBLIC: &[&str] = &["message", "error", "error_description", "requestId", "uniqueId"];

/// Decoding gives a value or an error, and the error shows no secret.
fn check_operation<O: Operation>(response: &Response<Bytes>, hides: bool) {
    match O::from_http(response) {
        Ok(_) => {}
        Err(error) if hides => canary::assert_hidden(&error),
        Err(_) => {}
    }
}

/// An envelope that is read and written in its plain form reads the same.
fn check_envelope(response: &Response<Bytes>) {
    let Ok(reply) = Reply::read(response) else {
        assert_eq!(code_of(response), None);
        return;
    };
    assert_eq!(code_of(response), Some(reply.code.number()));
    let data: Box<RawValue> = reply.data().expect("data that was read is JSON");
    let plain = json!({
        "code": reply.code.number(), "message": reply.message, "requestId": reply.request_id,
    });
    let plain = plain.to_string();
    let plain = format!("{},\"data\":{data}}}", plain.trim_end_matches('}'));
    let plain = self::response(reply.status.as_u16(), plain.as_bytes());
    let again = Reply::read(&plain).expect("the plain form is an envelope");
    assert_eq!((again.code, &again.message), (reply.code, &reply.message));
    assert_eq!(again.request_id, reply.request_id);
    let data_again: Box<RawValue> = again.data().expect("data that was read is JSON");
    assert_eq!(data_again.get(), data.get());
}

/// A user that is read and written, with its secrets redacted, reads and writes the same.
fn check_user(value: &Value) {
    let text = value.get("data").unwrap_or(value).to_string();
    let Ok(user) = User::from_json(&text) else {
        return;
    };
    let written = serde_json::to_string(&user).expect("a user is JSON");
    assert!(!written.contains(canary::CANARY) || !hides_tokens(value), "{written}");
    let again = User::from_json(&written).expect("a user that was written is one");
    let twice = serde_json::to_string(&again).expect("a user is JSON");
    if json::value(written.as_bytes()).is_some_and(|value| json::is_stable(&value)) {
        assert_eq!(twice, written);
    }
}

fn hides_tokens(value: &Value) -> bool {
    canary::is_only_in(value, &|key| key == "token")
}

fn response(status: u16, body: &[u8]) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response
}

fn seeds() -> Vec<Vec<u8>> {
    let fixtures = fixtures::answers().into_iter().map(|(status, body)| {
        let position = STATUSES.iter().position(|known| *known == status).unwrap_or_default();
        (position, body)
    });
    let hostile = json::hostile().into_iter().map(|body| (0, body));
    let own = OWN.iter().map(|body| (0, body.replace("CANARY", canary::CANARY).into_bytes()));
    fixtures
        .chain(hostile)
        .chain(own)
        .map(|(position, body)| [vec![u8::try_from(position).unwrap_or_default()], body].concat())
        .collect()
}

/// Secrets where they belong and where a confused service might put them.
const OWN: &[&str] = &[
    r#"{"code":200,"data":{"token":"CANARY"}}"#,
    r#"{"code":200,"data":"CANARY"}"#,
    r#"{"code":1636,"data":{"mfaToken":["CANARY"]}}"#,
    r#"{"code":1639,"data":{"token":"CANARY x"}}"#,
    r#"{"code":"200","apiCode":0,"statusCode":2e2,"message":7,"data":{"token":"CANARY"}}"#,
    r#"{"access_token":"CANARY","expires_in":-1,"token_type":"CANARY"}"#,
    "<html>CANARY</html>",
    "{\"code\":200,\"data\":{\"token\":\"CANARY",
];
