//! No secret shows in what this crate prints.

use authing_api::operations::{
    CurrentUser, LoginByAccount, LoginByPhoneCode, RegisterByEmail, RegisterByPhoneCode,
};
use authing_api::{Bearer, OperationExt, PublicKey, Reply};
use authing_types::{Account, Email, IdToken, Password, VerificationCode};

use crate::support::{context, phone, response};

const CANARY: &str = "canary0123456789";

fn assert_clean(text: &str) {
    assert!(!text.contains("canary"), "{text}");
}

#[test]
fn operations_and_tokens_print_redacted() {
    let password = Password::parse(CANARY).unwrap();
    let code = VerificationCode::parse(CANARY).unwrap();
    let token = IdToken::parse(CANARY).unwrap();
    let email = Email::parse("x@example.com").unwrap();
    assert_clean(&format!("{:?}", RegisterByEmail::new(email, password.clone())));
    assert_clean(&format!(
        "{:?}",
        RegisterByPhoneCode::new(phone(), code.clone(), Some(password.clone()))
    ));
    assert_clean(&format!("{:?}", LoginByPhoneCode::new(phone(), code)));
    assert_clean(&format!("{:?}", LoginByAccount::new(Account::parse("a").unwrap(), password)));
    assert_clean(&format!("{:?}", Bearer::Id(&token)));
    assert_clean(&format!("{:?}", PublicKey::service()));
    let request = CurrentUser::new().to_http(&context(), Some(Bearer::Id(&token))).unwrap();
    assert_clean(&format!("{request:?}"));
}

#[test]
fn passwords_never_reach_the_body_in_clear() {
    let operation =
        LoginByAccount::new(Account::parse("a").unwrap(), Password::parse(CANARY).unwrap());
    let request = operation.to_http(&context(), None).unwrap();
    assert_clean(std::str::from_utf8(request.body()).unwrap());
    assert_clean(&serde_json::to_string(&operation).unwrap());
}

#[test]
fn replies_and_their_errors_print_redacted() {
    let bodies = [
        format!(r#"{{"code":200,"data":{{"id":"a","token":"{CANARY}"}}}}"#),
        format!(r#"{{"code":200,"data":{{"token":"{CANARY}"}}}}"#),
        format!(r#"{{"code":200,"data":"{CANARY}"}}"#),
        format!(r#"{{"code":2333,"message":"no","data":{{"token":"{CANARY}"}}}}"#),
        format!(r#"{{"code":1636,"data":{{"mfaToken":"{CANARY}"}}}}"#),
        format!(r#"{{"code":1636,"data":{{"mfaToken":["{CANARY}"]}}}}"#),
        format!(r#"{{"code":1639,"data":{{"token":"{CANARY} x"}}}}"#),
        format!(r#"{{"code":200,"recoveryCode":"{CANARY}","data":{{"id":"a"}}}}"#),
        format!("{{\"code\":200,\"data\":{{\"token\":\"{CANARY}"),
        format!("<html>{CANARY}</html>"),
    ];
    for body in bodies {
        let response = response(200, body);
        if let Ok(reply) = Reply::read(&response) {
            assert_clean(&format!("{reply:?}"));
        }
        match LoginByAccount::from_http(&response) {
            Ok(sign_in) => assert_clean(&format!("{sign_in:#?}")),
            Err(error) => assert_clean(&format!("{error} {error:#?}")),
        }
    }
}
