//! The few calls that a live pool is asked, so that its replies can be compared with the fixtures.
//!
//! Nothing is changed in the pool: a test account signs in, reads what is its own, and signs out.
//! One sign-in is with an account that should not exist. Messages go to the test account's own
//! recipients only, and no more than allowed.
//!
//! ```
//! use authing_api::Context;
//! use authing_testkit::drift::live::{Budget, LivePool, TestAccount};
//! use authing_types::{Account, AppId, Password, UserPoolId};
//!
//! let pool = UserPoolId::parse("5f00000000000000000000a1")?;
//! let app = AppId::parse("5f00000000000000000000b2")?;
//! let account =
//!     TestAccount::new(Account::parse("drift-check")?, Password::parse("correct horse")?);
//! // The pool must be named as a test pool once more, or nothing goes.
//! let pool = LivePool::new(Context::new(pool, app), "5f00000000000000000000a1", account)?;
//! let steps = pool.plan(Budget { messages: 0 });
//! assert_eq!(steps[0].request, "GET /api/v2/applications/5f00000000000000000000b2/public-config");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use authing_api::{Context, OperationInfo, PublicKey, operations};
use authing_transport::Transport;
use authing_types::{Account, Email, Password, Phone};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::change::{Change, Finding, Side};
use super::compare::compare_replies;
use crate::fixture::{Fixture, Labels};
use crate::wire::{Unsendable, chain, wire_of};

/// Whom the calls are made as.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TestAccount {
    /// The account, which signs in without a further step.
    pub account: Account,
    /// Its password.
    pub password: Password,
    /// Where an SMS may go to. Default: none is sent.
    pub phone: Option<Phone>,
    /// Where an e-mail may go to. Default: none is sent.
    pub email: Option<Email>,
}

impl TestAccount {
    /// An account that no message is sent to.
    pub fn new(account: Account, password: Password) -> Self {
        Self { account, password, phone: None, email: None }
    }
}

/// How much a run may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "whoever runs must decide on each kind of cost")]
pub struct Budget {
    /// How many messages may be sent, SMS and e-mails together.
    pub messages: u32,
}

/// A pool that may be asked, since somebody said twice which it is.
#[derive(Clone, Debug)]
pub struct LivePool {
    context: Context,
    account: TestAccount,
}

/// The pool is not marked as a test pool.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pool is not marked as a test pool: the mark must be the pool's own id")]
#[non_exhaustive]
pub struct NotATestPool;

impl LivePool {
    /// The pool of a context. `mark` must be the pool's own id, given in another way than the
    /// pool itself, so that one wrong setting is not enough to ask a production pool.
    ///
    /// # Errors
    ///
    /// [`NotATestPool`].
    pub fn new(context: Context, mark: &str, account: TestAccount) -> Result<Self, NotATestPool> {
        if mark != context.user_pool_id().as_str() {
            return Err(NotATestPool);
        }
        Ok(Self { context, account })
    }

    /// What would be asked, in this order, and what not and why. Nothing is sent.
    pub fn plan(&self, budget: Budget) -> Vec<Step> {
        let mut left = budget.messages;
        CALLS
            .iter()
            .filter_map(|call| {
                let info = operations::ALL.iter().find(|info| info.name == call.operation())?;
                let missing = match call.sends {
                    Some(Channel::Sms) if self.account.phone.is_none() => {
                        Some("there is no phone to send to")
                    }
                    Some(Channel::Email) if self.account.email.is_none() => {
                        Some("there is no e-mail address to send to")
                    }
                    Some(_) if left == 0 => Some("no more messages are allowed"),
                    Some(_) => {
                        left -= 1;
                        None
                    }
                    None => None,
                };
                Some(Step {
                    fixture: call.fixture,
                    request: format!("{} {}", info.method, self.path(info)),
                    sends: call.sends,
                    skipped: missing,
                    call,
                })
            })
            .collect()
    }

    fn path(&self, info: &OperationInfo) -> String {
        let app = self.context.app_id().as_str();
        info.path
            .replace("{app_id}", app)
            .replace("{user_pool_id}", self.context.user_pool_id().as_str())
    }

    /// Makes the calls of a plan that are not skipped. `fixtures` give their parameters, those of
    /// the account put in; `public_key` encrypts passwords, and where it is `None`, the pool is
    /// asked for it.
    ///
    /// A sign-in that fails ends what needs one: those steps have an answer of `None`.
    pub async fn ask(
        &self,
        steps: &[Step],
        fixtures: &[Fixture],
        public_key: Option<PublicKey>,
        transport: &dyn Transport,
    ) -> Vec<LiveReply> {
        let context = self.context.clone();
        let mut run = Run { pool: self, transport, context, token: None, user_id: None };
        if let Some(key) = &public_key {
            run.context = run.context.with_public_key(key.clone());
        }
        let mut replies = Vec::new();
        for step in steps.iter().filter(|step| step.skipped.is_none()) {
            let found = fixtures.iter().find(|it| it.name() == step.fixture);
            let outcome = match found {
                None => Err("there is no such fixture".to_owned()),
                Some(fixture) => run.call(step.call, fixture, public_key.is_none()).await,
            };
            replies.push(LiveReply::new(step.fixture, found, outcome));
        }
        replies
    }
}

/// One call of a plan.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Step {
    /// The fixture whose reply is compared, as `operation/case`.
    pub fixture: &'static str,
    /// Method and path.
    pub request: String,
    /// Which message it sends, if any.
    pub sends: Option<Channel>,
    /// Why it is left out, if it is.
    pub skipped: Option<&'static str>,
    call: &'static Call,
}

/// How a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Channel {
    /// By SMS.
    Sms,
    /// By e-mail.
    Email,
}

impl Channel {
    /// `SMS` or `e-mail`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Email => "e-mail",
        }
    }
}

/// What a live pool answered.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LiveReply {
    /// The fixture, as `operation/case`.
    pub fixture: &'static str,
    /// What differs from the fixture.
    pub findings: Vec<Finding>,
    /// The answer, if there is one.
    pub answer: Option<http::Response<Bytes>>,
}

impl LiveReply {
    fn new(
        name: &'static str,
        fixture: Option<&Fixture>,
        outcome: Result<http::Response<Bytes>, String>,
    ) -> Self {
        let expected = || {
            let response = &fixture?.exchanges.first()?.response;
            response.to_http(&mut Labels::new()).ok()
        };
        let missing =
            |instead| vec![Finding::new(Side::Reply, "answer", Change::NoAnswer { instead })];
        match (outcome, expected()) {
            (Ok(answer), Some(expected)) => {
                let findings = compare_replies(&expected, &answer);
                Self { fixture: name, findings, answer: Some(answer) }
            }
            (Ok(answer), None) => {
                let findings = missing("an answer".to_owned());
                Self { fixture: name, findings, answer: Some(answer) }
            }
            (Err(instead), _) => Self { fixture: name, findings: missing(instead), answer: None },
        }
    }
}

/// One row of the table below.
#[derive(Debug)]
struct Call {
    fixture: &'static str,
    as_who: Who,
    sends: Option<Channel>,
}

/// Whose parameters and which token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// The fixture's own, and no token.
    Nobody,
    /// The test account's, and no token.
    Account,
    /// The token of the sign-in.
    SignedIn,
}

impl Call {
    fn operation(&self) -> &'static str {
        self.fixture.split('/').next().unwrap_or_default()
    }
}

const fn call(fixture: &'static str, as_who: Who) -> Call {
    Call { fixture, as_who, sends: None }
}

/// What is asked: reads, and what leaves no trace but a time of sign-in.
const CALLS: &[Call] = &[
    call("public_config/success", Who::Nobody),
    call("login_by_account/2333_unknown_account", Who::Nobody),
    call(SIGN_IN, Who::Account),
    call("current_user/success", Who::SignedIn),
    call("security_level/success", Who::SignedIn),
    call("custom_data/success", Who::SignedIn),
    call("list_applications/success", Who::SignedIn),
    call("list_orgs/success", Who::SignedIn),
    call("list_roles/success", Who::SignedIn),
    call("list_authorized_resources/success", Who::SignedIn),
    Call { fixture: "send_sms/success", as_who: Who::Account, sends: Some(Channel::Sms) },
    Call { fixture: "send_email/success", as_who: Who::Account, sends: Some(Channel::Email) },
    call("logout/success", Who::SignedIn),
];

const SIGN_IN: &str = "login_by_account/success";

struct Run<'a> {
    pool: &'a LivePool,
    transport: &'a dyn Transport,
    context: Context,
    token: Option<String>,
    user_id: Option<String>,
}

impl Run<'_> {
    async fn call(
        &mut self,
        call: &Call,
        fixture: &Fixture,
        takes_key: bool,
    ) -> Result<http::Response<Bytes>, String> {
        let token = match (call.as_who, &self.token) {
            (Who::SignedIn, None) => return Err("nobody is signed in".to_owned()),
            (Who::SignedIn, Some(token)) => token.as_str(),
            (Who::Nobody | Who::Account, _) => "",
        };
        let wire = wire_of(call.operation()).ok_or("there is no such operation")?;
        let parameters = self.parameters(call, fixture)?;
        let request = (wire.build)(parameters, &self.context, token).map_err(|error| {
            let (Unsendable::Refused(reason) | Unsendable::Other(reason)) = error;
            reason
        })?;
        let answer = self.transport.send(request).await.map_err(|error| chain(&error))?;
        if let Ok(body) = serde_json::from_slice::<Value>(answer.body()) {
            if call.fixture == SIGN_IN {
                self.token = body["data"]["token"].as_str().map(str::to_owned);
                self.user_id = body["data"]["id"].as_str().map(str::to_owned);
            }
            if takes_key && let Some(key) = public_key(&body) {
                self.context = self.context.clone().with_public_key(key);
            }
        }
        Ok(answer)
    }

    /// The fixture's, with what the test account has in place of the example's.
    fn parameters(&self, call: &Call, fixture: &Fixture) -> Result<Value, String> {
        let exchange = fixture.exchanges.first().ok_or("the fixture is empty")?;
        let parameters = Value::Object(exchange.parameters.clone());
        let mut labels = Labels::new();
        if let Some(id) = &self.user_id {
            labels.set("user_id:1", id).map_err(|error| error.to_string())?;
        }
        let mut filled = labels.fill_json(&parameters).map_err(|error| error.to_string())?;
        if let Value::Object(parameters) = &mut filled
            && call.as_who != Who::Nobody
        {
            self.put_own(parameters);
        }
        Ok(filled)
    }

    fn put_own(&self, parameters: &mut Map<String, Value>) {
        let account = &self.pool.account;
        let own = [
            ("account", Some(account.account.as_str().to_owned())),
            ("password", Some(account.password.expose_secret().to_owned())),
            ("email", account.email.as_ref().map(|email| email.as_str().to_owned())),
        ];
        for (key, value) in own {
            if let (Some(slot), Some(value)) = (parameters.get_mut(key), value) {
                *slot = value.into();
            }
        }
        if let (Some(phone), true) = (&account.phone, parameters.contains_key("phone")) {
            parameters.insert("phone".to_owned(), phone.number().as_str().into());
            parameters.remove("phoneCountryCode");
            if let Some(code) = phone.country_code() {
                parameters.insert("phoneCountryCode".to_owned(), code.as_str().into());
            }
        }
    }
}

/// The key of a public configuration (protocol.md B1).
fn public_key(body: &Value) -> Option<PublicKey> {
    let config = body.get("data").filter(|data| data.is_object()).unwrap_or(body);
    PublicKey::parse(config.get("publicKey")?.as_str()?).ok()
}
