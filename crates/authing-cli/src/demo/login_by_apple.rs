use authing::Operation as _;
use authing::operations::LoginByApple;

use super::scenario::{Played, Scenario, see};
use super::social::{self, CODE};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    social::scenarios(LoginByApple::INFO.name, |stage| Box::pin(sign_in(stage)))
}

async fn sign_in(stage: &Stage) -> Played {
    see(stage.client.login_by_apple(CODE)).await
}
