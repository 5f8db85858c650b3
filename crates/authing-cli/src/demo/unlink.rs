use authing::operations::Unlink;
use authing::types::{IdToken, IdentityProvider};

use super::scenario::{Played, Scenario, scenario, see};
use super::social::{CODE, CONNECTION, GITHUB};
use super::stage::{PASSWORD, Stage, USERNAME};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(Unlink, OK, "the user can sign in otherwise", linked),
        scenario!(Unlink, USER_NOT_FOUND, "the token in the body is nobody's", unknown),
        scenario!(Unlink, PROVIDER_NOT_LINKED, "the provider is not linked", absent),
        scenario!(Unlink, LAST_LOGIN_METHOD_OLD, "nothing else is left to sign in with", last),
    ]
}

/// A user with a password, to whom a social account was linked.
async fn linked(stage: &Stage) -> Played {
    let client = &stage.client;
    see(client.social_login(GITHUB, CONNECTION, CODE)).await?;
    let social = client.default_session().id_token().await?;
    see(client.register_by_username(USERNAME, PASSWORD)).await?;
    let own = client.default_session().id_token().await?;
    let signed_in = "a session has its token";
    client.link(own.expect(signed_in), social.expect(signed_in)).await?;
    see(client.unlink(GITHUB)).await
}

async fn unknown(stage: &Stage) -> Played {
    see(stage.client.social_login(GITHUB, CONNECTION, CODE)).await?;
    let provider = IdentityProvider::parse(GITHUB).expect("it is a name");
    let mut operation = Unlink::new(provider);
    operation.primary_user_token = IdToken::parse("no.such.token").ok();
    see(stage.client.send(operation)).await
}

async fn absent(stage: &Stage) -> Played {
    see(stage.client.register_by_username(USERNAME, PASSWORD)).await?;
    see(stage.client.unlink(GITHUB)).await
}

async fn last(stage: &Stage) -> Played {
    see(stage.client.social_login(GITHUB, CONNECTION, CODE)).await?;
    see(stage.client.unlink(GITHUB)).await
}
