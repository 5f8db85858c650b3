//! One path through every layer: register, sign in, read back, sign out; in-process, over HTTP and
//! over HTTPS with a private authority.

use authing::{Client, ErrorCode, HyperTransport, RefreshPolicy, SessionState, SignIn};
use authing_sandbox::{LoopbackServer, Sandbox};

use crate::support::{EMAIL, PASSWORD, PHONE, client};

/// The flow, against whatever sandbox the client reaches.
async fn walk(client: &Client, sandbox: &Sandbox) {
    let config = client.public_config().await.unwrap();
    assert_eq!(config.id.unwrap().as_str(), Sandbox::APP_ID);
    assert_eq!(client.default_session().state().await.unwrap(), SessionState::SignedOut);

    let registered = client.register_by_email(EMAIL, PASSWORD).await.unwrap().into_user().unwrap();
    assert_eq!(registered.email.as_deref(), Some(EMAIL));
    assert_eq!(registered.email_verified, Some(false));
    assert!(registered.token.is_some());
    assert_eq!(client.current_user().await.unwrap().id, registered.id);
    client.logout().await.unwrap();
    assert_eq!(
        client.current_user().await.unwrap_err().service_code(),
        Some(ErrorCode::NOT_LOGGED_IN)
    );

    let SignIn::Complete(user) =
        client.login_by_account("ANN@Example.COM", PASSWORD).await.unwrap()
    else {
        panic!("complete");
    };
    assert_eq!((user.id, user.logins_count), (registered.id, Some(2)));
    let state = client.default_session().state().await.unwrap();
    assert!(matches!(state, SessionState::SignedIn { is_expired: false, .. }), "{state:?}");
    client.logout().await.unwrap();
    client.logout().await.unwrap(); // nothing to do, and no error

    client.register_by_username("ann", PASSWORD).await.unwrap().into_user().unwrap();
    assert_eq!(client.current_user().await.unwrap().username.as_deref(), Some("ann"));

    client.send_sms(PHONE).await.unwrap();
    let code = sandbox.outbox().last_code(PHONE).unwrap();
    let user = client.register_by_phone_code(PHONE, code, None).await.unwrap().into_user().unwrap();
    assert_eq!((user.phone.as_deref(), user.phone_verified), (Some(PHONE), Some(true)));
    sandbox.clock().advance(std::time::Duration::from_secs(60));
    client.send_sms(format!("+86 {PHONE}")).await.unwrap();
    let code = sandbox.outbox().last_code(PHONE).unwrap();
    let user = client.login_by_phone_code(PHONE, code).await.unwrap().into_user().unwrap();
    assert_eq!(user.logins_count, Some(2));
    assert_eq!(client.current_user().await.unwrap().id, user.id);
    client.logout().await.unwrap();
}

#[tokio::test]
async fn in_process() {
    let sandbox = Sandbox::new();
    walk(&client(&sandbox), &sandbox).await;
}

#[tokio::test]
async fn over_http() {
    let sandbox = Sandbox::new();
    let server = LoopbackServer::start(sandbox.clone()).await.unwrap();
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(server.base_url())
        .clock(sandbox.clock().clone())
        .build()
        .unwrap();
    walk(&client, &sandbox).await;
}

#[tokio::test]
async fn over_https_with_a_private_authority() {
    let authority = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let (certificate, key) = (authority.cert.pem(), authority.signing_key.serialize_pem());
    let sandbox = Sandbox::new();
    let server = LoopbackServer::builder()
        .tls(certificate.as_bytes(), key.as_bytes())
        .unwrap()
        .start(sandbox.clone())
        .await
        .unwrap();
    assert!(server.base_url().starts_with("https://"));
    let builder = || {
        Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
            .host(server.base_url())
            .clock(sandbox.clock().clone())
    };

    let trusting =
        HyperTransport::builder().add_root_certificate_pem(certificate.as_bytes()).build().unwrap();
    walk(&builder().transport(trusting).build().unwrap(), &sandbox).await;

    let stranger = builder().build().unwrap();
    let refused = stranger.public_config().await.unwrap_err();
    assert!(refused.is_connect() && !refused.may_have_acted(), "{refused:?}");
}

#[tokio::test]
async fn id_tokens_live_as_long_as_they_say() {
    let sandbox = Sandbox::new();
    let client =
        crate::support::builder(&sandbox).refresh(RefreshPolicy::manual()).build().unwrap();
    crate::support::register(&client).await;
    let SessionState::SignedIn { expires_at, .. } = client.default_session().state().await.unwrap()
    else {
        panic!("signed in");
    };
    sandbox.clock().set(expires_at.unwrap() - std::time::Duration::from_secs(1));
    client.current_user().await.unwrap();
    sandbox.clock().set(expires_at.unwrap());
    let state = client.default_session().state().await.unwrap();
    assert!(matches!(state, SessionState::SignedIn { is_expired: true, .. }), "{state:?}");
    assert!(client.current_user().await.unwrap_err().is_not_signed_in());
    assert_eq!(client.default_session().state().await.unwrap(), SessionState::SignedOut);
}

#[tokio::test]
async fn further_steps_leave_an_existing_session_alone() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    crate::support::register(&client).await;
    client.register_by_username("bob", PASSWORD).await.unwrap().into_user().unwrap();
    let mut flags = authing_sandbox::UserFlags::default();
    flags.first_login_reset = true;
    assert!(sandbox.set_flags(EMAIL, flags));

    let step = client.login_by_account(EMAIL, PASSWORD).await.unwrap();
    assert!(matches!(step, SignIn::FirstLoginPasswordReset(_)), "{step:?}");
    let error = authing::Error::from(step.into_user().unwrap_err());
    assert!(error.is_further_step());
    assert_eq!(error.service_code(), Some(ErrorCode::FIRST_LOGIN_PASSWORD_RESET));
    assert_eq!(client.current_user().await.unwrap().username.as_deref(), Some("bob"));
}
