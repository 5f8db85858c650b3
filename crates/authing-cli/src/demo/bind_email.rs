use authing::types::EmailScene::{ChangeEmail, ResetPassword};
use authing_sandbox::BindingCodes;

use super::binding::{self, OTHER_EMAIL, expire, mail, named, other_email_user};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(BindEmail, OK, "the code is the one that was sent", bind),
        scenario!(
            BindEmail,
            WRONG_VERIFICATION_CODE,
            "the code is not the one that was sent",
            wrong_code
        ),
        scenario!(BindEmail, WRONG_VERIFICATION_CODE, "the code is for another scene", scene),
        scenario!(BindEmail, ALREADY_BOUND_BY_OTHER, "the address is another user's", taken),
        scenario!(
            BindEmail,
            EMAIL_TAKEN,
            "the address is another user's, in a pool with the older codes",
            |rules| rules.binding_codes = BindingCodes::Old,
            taken
        ),
        scenario!(BindEmail, NOT_LOGGED_IN, "the sign-in is 15 days old", expired),
    ]
}

async fn bind(stage: &Stage) -> Played {
    named(stage).await?;
    binding::bind_email(stage, EMAIL).await
}

async fn wrong_code(stage: &Stage) -> Played {
    named(stage).await?;
    let code = mail(stage, EMAIL, ChangeEmail).await?;
    see(stage.client.bind_email(EMAIL, Stage::wrong(&code))).await
}

async fn scene(stage: &Stage) -> Played {
    named(stage).await?;
    let code = mail(stage, EMAIL, ResetPassword).await?;
    see(stage.client.bind_email(EMAIL, code)).await
}

async fn taken(stage: &Stage) -> Played {
    other_email_user(stage).await?;
    named(stage).await?;
    binding::bind_email(stage, OTHER_EMAIL).await
}

async fn expired(stage: &Stage) -> Played {
    named(stage).await?;
    expire(stage);
    binding::bind_email(stage, EMAIL).await
}
