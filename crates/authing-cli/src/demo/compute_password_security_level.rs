use authing::{ErrorCode, compute_password_security_level};

use super::scenario::{Played, Scenario, see};
use super::stage::{PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![Scenario {
        operation: "compute_password_security_level",
        expected: ErrorCode::OK,
        because: "nothing is sent",
        rules: |_| {},
        play: |stage| Box::pin(score(stage)),
    }]
}

async fn score(_stage: &Stage) -> Played {
    see(async { Ok(compute_password_security_level(PASSWORD)) }).await
}
