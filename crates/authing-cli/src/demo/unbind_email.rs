use authing_sandbox::BindingCodes::{Documented, Old};

use super::binding::{expire, named, with_email};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(UnbindEmail, OK, "the user has a name and a password besides", unbind),
        scenario!(UnbindEmail, EMAIL_NOT_BOUND, "no address is bound", nothing),
        scenario!(
            UnbindEmail,
            NOT_BOUND,
            "no address is bound, in a pool with the documentation's codes",
            |rules| rules.binding_codes = Documented,
            nothing
        ),
        scenario!(
            UnbindEmail,
            NO_EMAIL_BOUND,
            "no address is bound, in a pool with the older codes",
            |rules| rules.binding_codes = Old,
            nothing
        ),
        scenario!(UnbindEmail, LAST_LOGIN_METHOD, "the user has nothing else", last),
        scenario!(
            UnbindEmail,
            LAST_LOGIN_METHOD_OLD,
            "the user has nothing else, in a pool with the older codes",
            |rules| rules.binding_codes = Old,
            last
        ),
        scenario!(UnbindEmail, NOT_LOGGED_IN, "the sign-in is 15 days old", expired),
    ]
}

async fn unbind(stage: &Stage) -> Played {
    with_email(stage).await?;
    see(stage.client.unbind_email()).await
}

async fn nothing(stage: &Stage) -> Played {
    named(stage).await?;
    see(stage.client.unbind_email()).await
}

async fn last(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.unbind_email()).await
}

async fn expired(stage: &Stage) -> Played {
    with_email(stage).await?;
    expire(stage);
    see(stage.client.unbind_email()).await
}
