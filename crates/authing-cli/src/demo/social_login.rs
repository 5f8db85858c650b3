use authing::Operation as _;
use authing::operations::SocialLogin;

use super::scenario::{Played, Scenario, see};
use super::social::{self, CODE, CONNECTION, GITHUB};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    social::scenarios(SocialLogin::INFO.name, |stage| Box::pin(sign_in(stage)))
}

async fn sign_in(stage: &Stage) -> Played {
    see(stage.client.social_login(GITHUB, CONNECTION, CODE)).await
}
