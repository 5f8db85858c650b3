use authing::types::IdToken;
use authing::{Error, SessionKey};

use super::scenario::{Played, Scenario, scenario, see};
use super::social::{CODE, CONNECTION, GITHUB};
use super::stage::{PASSWORD, Stage, USERNAME};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(Link, OK, "a social account becomes part of another", linked),
        scenario!(Link, LINK_TOKEN_INVALID, "the second token is none", invalid),
        scenario!(Link, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn linked(stage: &Stage) -> Played {
    let social = social_token(stage).await?;
    let own = signed_in(stage).await?;
    see(stage.client.link(own, social)).await
}

async fn invalid(stage: &Stage) -> Played {
    let own = signed_in(stage).await?;
    see(stage.client.link(own, "no.such.token")).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.link("no.such.token", "no.such.token")).await
}

async fn signed_in(stage: &Stage) -> Result<IdToken, Error> {
    stage.client.register_by_username(USERNAME, PASSWORD).await?.into_user()?;
    let token = stage.client.default_session().id_token().await?;
    Ok(token.expect("a session has its token"))
}

/// The token of an account that GitHub made, in a session of its own.
async fn social_token(stage: &Stage) -> Result<IdToken, Error> {
    let other = stage.client.session(SessionKey::parse("other").expect("it is a name"));
    other.social_login(GITHUB, CONNECTION, CODE).await?.into_user()?;
    Ok(other.id_token().await?.expect("a session has its token"))
}
