use authing::Operation as _;
use authing::operations::RegisterByEmail;
use authing::types::Password;

use super::scenario::{Played, Scenario, scenario, see};
use super::sign_up;
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    let mut scenarios =
        sign_up::scenarios(RegisterByEmail::INFO.name, |stage| Box::pin(register(stage)));
    scenarios.extend([
        scenario!(RegisterByEmail, USER_EXISTS, "the address is taken, in other case", taken),
        scenario!(RegisterByEmail, MALFORMED_EMAIL, "the address has no @", malformed),
        scenario!(RegisterByEmail, BAD_REQUEST, "the password does not fit the key", too_long),
    ]);
    scenarios
}

async fn register(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await
}

async fn taken(stage: &Stage) -> Played {
    register(stage).await?;
    see(stage.client.register_by_email("Ann@Example.COM", "other password")).await
}

async fn malformed(stage: &Stage) -> Played {
    see(stage.client.register_by_email("ann.example.com", PASSWORD)).await
}

/// 117 bytes fit the service's key of 1024 bits.
async fn too_long(stage: &Stage) -> Played {
    let password = Password::parse("x".repeat(118));
    see(stage.client.register_by_email(EMAIL, password.expect("it is not empty"))).await
}
