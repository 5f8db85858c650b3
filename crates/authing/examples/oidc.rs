//! Signs a user in by OIDC: the authorize URL, the redirect back, the tokens, the user, a refresh.
//!
//! Run it: `cargo run -p authing --example oidc`. The sandbox stands for the service and for the
//! browser: it consents at once where a browser would show its pages.

use authing::Client;
use authing::oidc::AuthorizeRequest;
use authing_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::new();
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(Sandbox::BASE_URL)
        .transport(sandbox.clone())
        .clock(sandbox.clock().clone())
        .build()?;
    client.register_by_email("ann@example.com", "correct horse").await?.into_user()?;
    client.logout().await?;

    // Keep the request until the user comes back: it holds state, nonce and code verifier.
    let request = AuthorizeRequest::new("https://app.example/callback".try_into()?)?;
    let url = client.build_authorize_url(&request).await?;

    // The browser goes there, the user consents, and the service sends it back.
    let returned_to = sandbox.authorize(&url, "ann@example.com").ok_or("sent back")?;

    // A state that is not the request's is refused here.
    let code = request.read_callback(&returned_to)?;
    let tokens = client.auth_by_code(&request, code).await?;
    assert!(tokens.refresh_token.is_some());

    let user = client.user_info_by_access_token().await?;
    assert_eq!(user.email.as_deref(), Some("ann@example.com"));

    // The session keeps the newest tokens only; the old refresh token is of no use any more.
    client.refresh_access_token().await?;
    assert_eq!(client.current_user().await?.id, user.id);
    Ok(())
}
