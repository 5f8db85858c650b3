use authing::Operation as _;
use authing::operations::LoginByWechat;

use super::scenario::{Played, Scenario, see};
use super::social::{self, CODE, CONNECTION};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    social::scenarios(LoginByWechat::INFO.name, |stage| Box::pin(sign_in(stage)))
}

async fn sign_in(stage: &Stage) -> Played {
    see(stage.client.login_by_wechat(CONNECTION, CODE)).await
}
