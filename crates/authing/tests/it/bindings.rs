//! What the operations on phones, addresses and passwords do to the session.

use async_trait::async_trait;
use authing::transport::{Transport, TransportError, json_response};
use authing::{Error, SessionState, SignIn};
use authing_sandbox::{BindingCodes, Sandbox, Settings};
use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::support::{EMAIL, PASSWORD, builder, register};

fn sandbox(change: impl FnOnce(&mut Settings)) -> Sandbox {
    let mut settings = Settings::default();
    change(&mut settings);
    Sandbox::builder().settings(settings).build().unwrap()
}

#[tokio::test]
async fn a_first_login_ends_with_a_sign_in_by_the_new_password() {
    let sandbox = sandbox(|rules| rules.new_user_flags.first_login_reset = true);
    let client = builder(&sandbox).build().unwrap();
    let session = client.default_session();
    let waiting = client.register_by_email(EMAIL, PASSWORD).await.unwrap();
    let SignIn::FirstLoginPasswordReset(challenge) = waiting else { panic!("{waiting:?}") };
    assert_eq!(session.state().await.unwrap(), SessionState::FirstLoginPending);

    let wrong = client.reset_password_by_first_login_token("a.b.c", "new").await.unwrap_err();
    assert_eq!(wrong.service_code().unwrap().number(), 2207);
    assert_eq!(session.state().await.unwrap(), SessionState::FirstLoginPending);

    let done = client.reset_password_by_first_login_token(challenge.token, "new").await.unwrap();
    assert!(done.user().is_none());
    assert_eq!(session.state().await.unwrap(), SessionState::SignedOut);
    client.login_by_account(EMAIL, "new").await.unwrap().into_user().unwrap();
}

#[tokio::test]
async fn a_fresh_token_is_kept() {
    let sandbox = Sandbox::new();
    let client = builder(&sandbox).build().unwrap();
    register(&client).await;
    let session = client.default_session();
    let before = session.id_token().await.unwrap().unwrap();
    let fresh = client.update_id_token().await.unwrap();
    let kept = session.id_token().await.unwrap().unwrap();
    assert_eq!(kept.expose_secret(), fresh.token.expose_secret());
    assert_ne!(kept.expose_secret(), before.expose_secret());
    client.current_user().await.unwrap();
}

/// A service that sends a fresh token without the user.
#[derive(Debug)]
struct BareRefresh(Sandbox);

#[async_trait]
impl Transport for BareRefresh {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if request.uri().path().ends_with("/refresh-token") {
            let body = r#"{"code":200,"data":{"token":"fresh","exp":1775635200}}"#;
            return Ok(json_response(StatusCode::OK, body));
        }
        self.0.send(request).await
    }
}

#[tokio::test]
async fn a_fresh_token_without_a_user_leaves_the_user_who_is_there() {
    let sandbox = Sandbox::new();
    let transport = BareRefresh(sandbox.clone());
    let client = builder(&sandbox).transport(transport).build().unwrap();
    let user = register(&client).await;
    client.update_id_token().await.unwrap();
    let session = client.default_session();
    assert_eq!(session.id_token().await.unwrap().unwrap().expose_secret(), "fresh");
    let SessionState::SignedIn { user_id, expires_at, .. } = session.state().await.unwrap() else {
        panic!("signed out")
    };
    assert_eq!(user_id, Some(user.id));
    assert!(expires_at.is_some());
}

#[tokio::test]
async fn the_codes_of_all_sources_answer_the_same_question() {
    for codes in [BindingCodes::Live, BindingCodes::Documented, BindingCodes::Old] {
        let sandbox = sandbox(|rules| rules.binding_codes = codes);
        let client = builder(&sandbox).build().unwrap();
        register(&client).await;
        let last: Error = client.unbind_email().await.unwrap_err();
        assert!(last.is_last_login_method() && !last.is_not_bound(), "{last:?}");
        client.register_by_username("ann", PASSWORD).await.unwrap().into_user().unwrap();
        let nothing = client.unbind_email().await.unwrap_err();
        assert!(nothing.is_not_bound() && !nothing.is_last_login_method(), "{nothing:?}");
        assert!(client.unbind_phone().await.unwrap_err().is_not_bound());
    }
}

#[tokio::test]
async fn malformed_values_are_refused_under_the_parameters_name() {
    let client = builder(&Sandbox::new()).build().unwrap();
    let empty = client.bind_phone("18812348888", "").await.unwrap_err();
    assert_eq!(empty.invalid_value().unwrap().field(), "phoneCode");
    assert_eq!(empty.service_code().unwrap().number(), 400);
    let empty = client.update_password("", None).await.unwrap_err();
    assert_eq!(empty.invalid_value().unwrap().field(), "newPassword");
    assert_eq!(empty.service_code().unwrap().number(), 2029);
}
