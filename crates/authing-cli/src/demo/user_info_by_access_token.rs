use super::oidc::request;
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![scenario!(UserInfoByAccessToken, OK, "the session has an access token", play)]
}

async fn play(stage: &Stage) -> Played {
    stage.client.oidc_register_by_email(&request(), EMAIL, PASSWORD).await?.into_user()?;
    see(stage.client.user_info_by_access_token()).await
}
