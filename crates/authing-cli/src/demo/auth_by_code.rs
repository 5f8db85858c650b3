use super::oidc::{browse, request, sign_up};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![scenario!(AuthByCode, OK, "the browser came back with a code", play)]
}

async fn play(stage: &Stage) -> Played {
    sign_up(stage).await?;
    let request = request();
    let code = browse(stage, &request).await?;
    see(stage.client.auth_by_code(&request, code)).await
}
