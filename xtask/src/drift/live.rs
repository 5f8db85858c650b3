//! The live pool: its settings, and asking it.

use authing_api::{Context, PublicKey};
use authing_testkit::drift::compare_replies;
use authing_testkit::drift::live::{Budget, LivePool, TestAccount};
use authing_testkit::fixture::Fixture;
use authing_transport_hyper::HyperTransport;
use authing_types::{Account, AppId, BaseUrl, Email, Password, Phone, UserPoolId};

use super::report::Report;
use super::{Answers, Arguments};
use crate::error::Error;

/// A pool that may be asked.
#[derive(Debug)]
pub(super) struct Setup {
    pool: LivePool,
    public_key: Option<PublicKey>,
}

impl Setup {
    /// The settings that `variable` gives.
    pub(super) fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let optional = |name: &'static str| variable(name);
        let needed = |name: &'static str| {
            optional(name).ok_or_else(|| Error::Usage(format!("{name} is not set")))
        };
        let host = parsed("AUTHING_HOST", BaseUrl::parse(needed("AUTHING_HOST")?))?;
        let pool = needed("AUTHING_USER_POOL_ID")?;
        let pool = parsed("AUTHING_USER_POOL_ID", UserPoolId::parse(pool))?;
        let app = parsed("AUTHING_APP_ID", AppId::parse(needed("AUTHING_APP_ID")?))?;
        let mark = needed("AUTHING_TEST_POOL")?;
        let name = needed("AUTHING_TEST_ACCOUNT")?;
        let name = parsed("AUTHING_TEST_ACCOUNT", Account::parse(name))?;
        let password = needed("AUTHING_TEST_PASSWORD")?;
        let password = parsed("AUTHING_TEST_PASSWORD", Password::parse(password))?;
        let mut account = TestAccount::new(name, password);
        account.phone = optional("AUTHING_TEST_PHONE")
            .map(Phone::parse)
            .transpose()
            .map_err(|error| Error::Usage(format!("AUTHING_TEST_PHONE: {error}")))?;
        account.email = optional("AUTHING_TEST_EMAIL")
            .map(Email::parse)
            .transpose()
            .map_err(|error| Error::Usage(format!("AUTHING_TEST_EMAIL: {error}")))?;
        let public_key = optional("AUTHING_PUBLIC_KEY").map(|text| PublicKey::parse(&text));
        let public_key = public_key.transpose();
        let public_key = parsed("AUTHING_PUBLIC_KEY", public_key)?;
        let context = Context::new(pool, app).with_base_url(host);
        let pool = LivePool::new(context, &mark, account)
            .map_err(|error| Error::Usage(format!("AUTHING_TEST_POOL: {error}")))?;
        Ok(Self { pool, public_key })
    }
}

fn parsed<T>(name: &str, value: Result<T, impl std::fmt::Display>) -> Result<T, Error> {
    value.map_err(|error| Error::Usage(format!("{name}: {error}")))
}

/// Plans, and asks where that is confirmed.
pub(super) fn run(
    setup: &Setup,
    arguments: &Arguments,
    fixtures: &[Fixture],
    answers: &Answers,
    report: &mut Report,
) -> Result<(), Error> {
    let steps = setup.pool.plan(Budget { messages: arguments.max_messages });
    if arguments.confirm {
        let transport =
            HyperTransport::builder().build().map_err(|error| Error::Usage(error.to_string()))?;
        let runtime = crate::runtime()?;
        let asked = setup.pool.ask(&steps, fixtures, setup.public_key.clone(), &transport);
        for reply in runtime.block_on(asked) {
            if let (Some(sandbox), Some(live)) = (answers.get(reply.fixture), &reply.answer) {
                let findings = compare_replies(sandbox, live);
                report.add_between(reply.fixture, "sandbox/live", findings);
            }
            report.add(reply.fixture, "live", reply.findings);
        }
    }
    report.plan(steps, arguments.confirm);
    Ok(())
}
