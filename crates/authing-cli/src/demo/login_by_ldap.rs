use authing::Operation as _;
use authing::operations::LoginByLdap;

use super::directory;
use super::scenario::{Played, Scenario, see};
use super::stage::{PASSWORD, Stage, USERNAME};

pub(super) fn scenarios() -> Vec<Scenario> {
    directory::scenarios(
        LoginByLdap::INFO.name,
        |stage| Box::pin(sign_in(stage, PASSWORD)),
        |stage| Box::pin(sign_in(stage, "another password")),
    )
}

async fn sign_in(stage: &Stage, password: &str) -> Played {
    see(stage.client.login_by_ldap(USERNAME, password)).await
}
