use authing::OldEmail;
use authing::types::Email;
use authing::types::EmailScene::ChangeEmail;

use super::binding::{OTHER_EMAIL, expire, last_code, mail, other_email_user, with_email};
use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(UpdateEmail, OK, "the code is the one that was sent", update),
        scenario!(
            UpdateEmail,
            OK,
            "the pool wants the old address proved too, and it is",
            |rules| rules.verifies_old_email = true,
            with_old
        ),
        scenario!(
            UpdateEmail,
            MUST_VERIFY_OLD_EMAIL,
            "the pool wants the old address proved too",
            |rules| rules.verifies_old_email = true,
            update
        ),
        scenario!(UpdateEmail, SAME_EMAIL, "the new address is the present one", same),
        scenario!(UpdateEmail, ALREADY_BOUND_BY_OTHER, "the address is another user's", taken),
        scenario!(UpdateEmail, OLD_EMAIL_MISMATCH, "the old address is another one", mismatch),
        scenario!(
            UpdateEmail,
            WRONG_VERIFICATION_CODE,
            "the code is not the one that was sent",
            wrong_code
        ),
        scenario!(UpdateEmail, NOT_LOGGED_IN, "the sign-in is 15 days old", expired),
    ]
}

async fn update(stage: &Stage) -> Played {
    with_email(stage).await?;
    let code = mail(stage, OTHER_EMAIL, ChangeEmail).await?;
    see(stage.client.update_email(OTHER_EMAIL, code, None)).await
}

async fn with_old(stage: &Stage) -> Played {
    with_email(stage).await?;
    let old_code = mail(stage, EMAIL, ChangeEmail).await?;
    stage.client.send_email(OTHER_EMAIL, ChangeEmail).await?;
    let old = OldEmail::new(Email::parse(EMAIL).expect("it is an address"), old_code);
    see(stage.client.update_email(OTHER_EMAIL, last_code(stage, OTHER_EMAIL), Some(old))).await
}

async fn same(stage: &Stage) -> Played {
    with_email(stage).await?;
    let code = mail(stage, EMAIL, ChangeEmail).await?;
    see(stage.client.update_email(EMAIL, code, None)).await
}

async fn taken(stage: &Stage) -> Played {
    other_email_user(stage).await?;
    update(stage).await
}

async fn mismatch(stage: &Stage) -> Played {
    with_email(stage).await?;
    let code = mail(stage, OTHER_EMAIL, ChangeEmail).await?;
    let old = Email::parse("nobody@example.com").expect("it is an address");
    let old = OldEmail::new(old, code.clone());
    see(stage.client.update_email(OTHER_EMAIL, code, Some(old))).await
}

async fn wrong_code(stage: &Stage) -> Played {
    with_email(stage).await?;
    let code = mail(stage, OTHER_EMAIL, ChangeEmail).await?;
    see(stage.client.update_email(OTHER_EMAIL, Stage::wrong(&code), None)).await
}

async fn expired(stage: &Stage) -> Played {
    with_email(stage).await?;
    expire(stage);
    let code = mail(stage, OTHER_EMAIL, ChangeEmail).await?;
    see(stage.client.update_email(OTHER_EMAIL, code, None)).await
}
