//! What the tests share.

use authing::{Client, ClientBuilder, SignIn, User};
use authing_sandbox::Sandbox;

pub(crate) const PASSWORD: &str = "1234@Abcd";
pub(crate) const EMAIL: &str = "ann@example.com";
pub(crate) const PHONE: &str = "18812348888";

/// A client of an in-process sandbox, in the sandbox's time.
pub(crate) fn builder(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(Sandbox::BASE_URL)
        .transport(sandbox.clone())
        .clock(sandbox.clock().clone())
}

pub(crate) fn client(sandbox: &Sandbox) -> Client {
    builder(sandbox).build().unwrap()
}

/// Registers the test user.
pub(crate) async fn register(client: &Client) -> User {
    match client.register_by_email(EMAIL, PASSWORD).await.unwrap() {
        SignIn::Complete(user) => *user,
        other => panic!("{other:?}"),
    }
}
