use authing::Operation as _;
use authing::operations::LoginByAccount;
use authing::types::{Account, Password};

use super::scenario::{Played, Scenario, scenario, see};
use super::sign_in;
use super::stage::{EMAIL, PASSWORD, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    let mut scenarios = vec![
        scenario!(LoginByAccount, OK, "account and password are right", login),
        scenario!(LoginByAccount, OK, "an unknown account is created where asked for", creating),
        scenario!(
            LoginByAccount,
            WRONG_ACCOUNT_OR_PASSWORD,
            "the password is wrong",
            wrong_password
        ),
        scenario!(
            LoginByAccount,
            WRONG_ACCOUNT_OR_PASSWORD,
            "the account is unknown, and the pool does not tell",
            unknown
        ),
        scenario!(
            LoginByAccount,
            USER_NOT_FOUND,
            "the account is unknown, and the pool tells",
            |rules| rules.tells_unknown_account = true,
            unknown
        ),
        scenario!(
            LoginByAccount,
            WRONG_PASSWORD,
            "the password is wrong, and the pool tells",
            |rules| rules.tells_unknown_account = true,
            wrong_password
        ),
        scenario!(
            LoginByAccount,
            REGISTRATION_DISABLED,
            "the account is to be created, and sign-up is closed",
            |rules| rules.register_disabled = true,
            creating
        ),
    ];
    scenarios.extend(sign_in::scenarios(LoginByAccount::INFO.name, |stage| Box::pin(login(stage))));
    scenarios
}

async fn login(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.login_by_account(EMAIL, PASSWORD)).await
}

async fn wrong_password(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.login_by_account(EMAIL, "another password")).await
}

async fn unknown(stage: &Stage) -> Played {
    see(stage.client.login_by_account(EMAIL, PASSWORD)).await
}

async fn creating(stage: &Stage) -> Played {
    let account = Account::parse(EMAIL).expect("it is not empty");
    let password = Password::parse(PASSWORD).expect("it is not empty");
    let mut operation = LoginByAccount::new(account, password);
    operation.auto_register = Some(true);
    see(stage.client.send(operation)).await
}
