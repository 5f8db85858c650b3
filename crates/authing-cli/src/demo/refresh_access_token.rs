use super::oidc::request;
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![scenario!(RefreshAccessToken, OK, "the session has a refresh token", play)]
}

async fn play(stage: &Stage) -> Played {
    stage.client.oidc_register_by_email(&request(), EMAIL, PASSWORD).await?.into_user()?;
    see(stage.client.refresh_access_token()).await
}
