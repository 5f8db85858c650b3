//! What the scenarios of OIDC share.

use authing::oidc::AuthorizeRequest;
use authing::types::{AuthorizationCode, RedirectUri};
use authing::{Error, User};

use super::stage::{EMAIL, PASSWORD, Stage};

/// The sign-in of whoever plays.
pub(super) fn request() -> AuthorizeRequest {
    let redirect_uri = RedirectUri::parse("https://app.example/callback");
    AuthorizeRequest::new(redirect_uri.expect("the constant is a URI")).expect("there is chance")
}

/// Whoever plays, signed up.
pub(super) async fn sign_up(stage: &Stage) -> Result<User, Error> {
    Ok(stage.client.register_by_email(EMAIL, PASSWORD).await?.into_user()?)
}

/// Does what a browser would: goes to the service, and comes back with a code.
pub(super) async fn browse(
    stage: &Stage,
    request: &AuthorizeRequest,
) -> Result<AuthorizationCode, Error> {
    let url = stage.client.build_authorize_url(request).await?;
    let returned_to = stage.sandbox.authorize(&url, EMAIL).expect("the account exists");
    Ok(request.read_callback(&returned_to).expect("the sandbox consents"))
}
