use authing::Error;
use authing::types::FirstLoginToken;

use super::binding::named;
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::Stage;

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(
            ResetPasswordByFirstLoginToken,
            OK,
            "the first sign-in must set a new password",
            |rules| rules.new_user_flags.first_login_reset = true,
            reset
        ),
        scenario!(
            ResetPasswordByFirstLoginToken,
            LOGIN_INVALID,
            "the token was used before",
            |rules| rules.new_user_flags.first_login_reset = true,
            twice
        ),
        scenario!(
            ResetPasswordByFirstLoginToken,
            LOGIN_INVALID,
            "the token is 30 minutes old",
            |rules| rules.new_user_flags.first_login_reset = true,
            late
        ),
        scenario!(ResetPasswordByFirstLoginToken, LOGIN_INVALID, "the token is made up", wrong),
    ]
}

const NEW: &str = "another horse";

/// The token that the first sign-in gives.
async fn token(stage: &Stage) -> Result<FirstLoginToken, Error> {
    named(stage).await?;
    let kept = stage.client.default_session().first_login_token().await?;
    Ok(kept.expect("the pool asks every new user for a new password"))
}

async fn reset(stage: &Stage) -> Played {
    let token = token(stage).await?;
    see(stage.client.reset_password_by_first_login_token(token, NEW)).await
}

async fn twice(stage: &Stage) -> Played {
    let token = token(stage).await?;
    see(stage.client.reset_password_by_first_login_token(token.clone(), NEW)).await?;
    see(stage.client.reset_password_by_first_login_token(token, NEW)).await
}

async fn late(stage: &Stage) -> Played {
    let token = token(stage).await?;
    stage.pass(30 * 60);
    see(stage.client.reset_password_by_first_login_token(token, NEW)).await
}

async fn wrong(stage: &Stage) -> Played {
    see(stage.client.reset_password_by_first_login_token("a.b.c", NEW)).await
}
