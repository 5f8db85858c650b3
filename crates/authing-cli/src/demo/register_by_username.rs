use authing::Operation as _;
use authing::operations::RegisterByUsername;

use super::scenario::{Played, Scenario, scenario, see};
use super::sign_up;
use super::stage::{PASSWORD, Stage, USERNAME};

pub(super) fn scenarios() -> Vec<Scenario> {
    let mut scenarios =
        sign_up::scenarios(RegisterByUsername::INFO.name, |stage| Box::pin(register(stage)));
    scenarios.push(scenario!(RegisterByUsername, USER_EXISTS, "the name is taken", taken));
    scenarios
}

async fn register(stage: &Stage) -> Played {
    see(stage.client.register_by_username(USERNAME, PASSWORD)).await
}

async fn taken(stage: &Stage) -> Played {
    register(stage).await?;
    register(stage).await
}
