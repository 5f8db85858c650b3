use authing::ErrorCode;
use authing::oidc::AuthorizeRequest;
use authing::types::RedirectUri;

use super::scenario::{Played, Scenario, see};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![Scenario {
        operation: "build_authorize_url",
        expected: ErrorCode::OK,
        because: "the host serves OIDC itself",
        rules: |_| {},
        play: |stage| Box::pin(url(stage)),
    }]
}

async fn url(stage: &Stage) -> Played {
    let redirect_uri = RedirectUri::parse("https://app.example/callback").expect("it is a URL");
    let request = AuthorizeRequest::new(redirect_uri).expect("the system gives random numbers");
    see(async {
        let url = stage.client.build_authorize_url(&request).await?;
        assert!(url.path().ends_with("/oidc/auth"), "{url}");
        Ok(())
    })
    .await
}
