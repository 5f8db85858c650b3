use super::scenario::{Played, Scenario, scenario, see};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![scenario!(PublicConfig, OK, "anybody may read it", read)]
}

async fn read(stage: &Stage) -> Played {
    see(stage.client.public_config()).await
}
