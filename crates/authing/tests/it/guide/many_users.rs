use std::time::Duration;

use authing::{Client, SessionKey, SessionState};
use authing_sandbox::{Fault, Sandbox};

#[tokio::test]
async fn visitors_do_not_meet() {
    let sandbox = Sandbox::new();
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(Sandbox::BASE_URL)
        .transport(sandbox.clone())
        .clock(sandbox.clock().clone())
        .build()
        .unwrap();
    let visitor = |cookie| client.session(SessionKey::parse(cookie).unwrap());
    let (ann, bob) = (visitor("cookie-1"), visitor("cookie-2"));
    ann.register_by_username("ann", "1234@Abcd").await.unwrap().into_user().unwrap();
    bob.register_by_username("bob", "1234@Abcd").await.unwrap().into_user().unwrap();

    ann.logout().await.unwrap();
    assert_eq!(ann.state().await.unwrap(), SessionState::SignedOut);
    assert_eq!(bob.current_user().await.unwrap().username.as_deref(), Some("bob"));

    // An outage signs nobody out.
    let outage = sandbox.faults().add(Fault::on_any().status(503)).unwrap();
    assert!(!bob.current_user().await.unwrap_err().is_not_signed_in());
    sandbox.faults().remove(outage);
    bob.current_user().await.unwrap();

    // Time does.
    sandbox.clock().advance(Duration::from_secs(15 * 24 * 60 * 60));
    assert!(bob.current_user().await.unwrap_err().is_not_signed_in());
    assert_eq!(bob.state().await.unwrap(), SessionState::SignedOut);
}
