use super::oidc::{request, sign_up};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![scenario!(AuthByToken, OK, "a user is signed in", play)]
}

async fn play(stage: &Stage) -> Played {
    let user = sign_up(stage).await?;
    let token = user.token.expect("a complete sign-in has a token");
    see(stage.client.auth_by_token(&request(), token)).await
}
