//! What happened in a sandbox before a fixture begins, with the values of its examples.

use std::time::Duration;

use authing_api::OperationExt;
use authing_api::operations::{
    LoginByAccount, RegisterByEmail, RegisterByPhoneCode, RegisterByUsername, SendEmail, SendSms,
};
use authing_sandbox::{FailureAction, FailureLimit, Sandbox, Settings, UserFlags};
use authing_testkit::fixture::Labels;
use authing_transport::Transport;
use authing_types::{Account, Email, Password, Phone, Username, VerificationCode};
use bytes::Bytes;
use serde_json::Value;

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

const USERNAME: &str = "nextgeneration";
const EMAIL: &str = "x@example.com";
const PHONE: &str = "18812348888";
const PASSWORD: &str = "1234@Abcd";

/// A sandbox's past, told in any order and lived in the order of its fields.
#[derive(Debug, Default)]
pub(crate) struct Past {
    settings: Settings,
    /// The user who signs up first.
    user: Option<Who>,
    flags: UserFlags,
    failed_sign_ins: u32,
    is_code_sent: bool,
    is_code_late: bool,
    mail: Option<&'static str>,
    /// What an administrator gave the user of the examples.
    gift: Option<fn(&Sandbox, &str)>,
    /// The password of the user of the examples, where it is another.
    password: Option<&'static str>,
    pause: Duration,
}

#[derive(Clone, Copy, Debug)]
enum Who {
    Username(&'static str),
    Email,
    Phone,
}

impl Past {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn rule(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    pub(crate) fn flag(mut self, change: impl FnOnce(&mut UserFlags)) -> Self {
        change(&mut self.flags);
        self
    }

    /// What new accounts begin with.
    pub(crate) fn new_users(mut self, change: impl FnOnce(&mut UserFlags)) -> Self {
        change(&mut self.settings.new_user_flags);
        self
    }

    /// The user of the examples with a user name has signed up.
    pub(crate) fn user(mut self) -> Self {
        self.user = Some(Who::Username(USERNAME));
        self
    }

    /// Somebody else has signed up.
    pub(crate) fn other_user(mut self) -> Self {
        self.user = Some(Who::Username("other"));
        self
    }

    /// The user of the examples with an address has signed up.
    pub(crate) fn email_user(mut self) -> Self {
        self.user = Some(Who::Email);
        self
    }

    /// The user of the examples with a phone has signed up, and set a password.
    pub(crate) fn phone_user(mut self) -> Self {
        self.user = Some(Who::Phone);
        self
    }

    /// A rule about wrong passwords, and so many of them.
    pub(crate) fn holding(mut self, action: FailureAction, tries: u32, failed: u32) -> Self {
        self.settings.failure_limit = Some(FailureLimit::new(tries, action, MINUTE));
        self.failed_sign_ins = failed;
        self
    }

    /// A code was sent to the phone of the examples.
    pub(crate) fn with_code(mut self) -> Self {
        self.is_code_sent = true;
        self
    }

    /// A mail of this scene was sent to the address of the examples.
    pub(crate) fn with_mail(mut self, scene: &'static str) -> Self {
        self.mail = Some(scene);
        self
    }

    /// The user has signed up, and an administrator has given the user something.
    pub(crate) fn given(self, gift: fn(&Sandbox, &str)) -> Self {
        Self { gift: Some(gift), ..self.user() }
    }

    /// The user has signed up with this password.
    pub(crate) fn user_with(self, password: &'static str) -> Self {
        Self { password: Some(password), ..self.user() }
    }

    /// So much time has passed since.
    pub(crate) fn ago(self, pause: Duration) -> Self {
        Self { pause, ..self }
    }

    /// It has expired since.
    pub(crate) fn late(mut self) -> Self {
        self.is_code_late = true;
        self
    }

    /// The sandbox after all this, and the token of the user who signed up.
    pub(crate) fn lived(mut self, operation: &str) -> (Sandbox, Labels) {
        // The codes of the sections' examples.
        let code = if operation == "register_by_phone_code" { "1121" } else { "1234" };
        self.settings.fixed_code = Some(code.to_owned());
        if self.user.is_some() {
            // The user's own code does not stand in the way of the next.
            self.settings.send_interval = Duration::ZERO;
        }
        let sandbox = Sandbox::builder().settings(self.settings).build().unwrap();
        let mut labels = Labels::new();
        if let Some(who) = self.user {
            let answer = sign_up(&sandbox, who, code, self.password.unwrap_or(PASSWORD));
            if let Some(token) = answer["data"]["token"].as_str() {
                let gives_one = operation.starts_with("register") || operation.starts_with("login");
                if !gives_one {
                    labels.set("token:1", token).unwrap();
                    labels.set("user_id:1", answer["data"]["id"].as_str().unwrap()).unwrap();
                }
            }
            assert!(sandbox.set_flags(account(who), self.flags));
            if let Some(gift) = self.gift {
                gift(&sandbox, account(who));
            }
        }
        for _ in 0..self.failed_sign_ins {
            let name = self.user.map_or(USERNAME, account);
            let (account, password) = (Account::parse(name), Password::parse("wrong"));
            call(&sandbox, &LoginByAccount::new(account.unwrap(), password.unwrap()));
        }
        if self.is_code_sent {
            call(&sandbox, &SendSms::new(Phone::parse(PHONE).unwrap()));
        }
        if let Some(scene) = self.mail {
            let email = Email::parse(EMAIL).unwrap();
            call(&sandbox, &SendEmail::new(email, scene.into()));
        }
        if self.is_code_late {
            sandbox.clock().advance(MINUTE);
        }
        sandbox.clock().advance(self.pause);
        (sandbox, labels)
    }
}

fn account(who: Who) -> &'static str {
    match who {
        Who::Username(name) => name,
        Who::Email => EMAIL,
        Who::Phone => PHONE,
    }
}

/// Signs up, and in where the rules let the user in.
fn sign_up(sandbox: &Sandbox, who: Who, code: &str, password: &str) -> Value {
    let password = Password::parse(password).unwrap();
    match who {
        Who::Username(name) => {
            call(sandbox, &RegisterByUsername::new(Username::parse(name).unwrap(), password))
        }
        Who::Email => call(sandbox, &RegisterByEmail::new(Email::parse(EMAIL).unwrap(), password)),
        Who::Phone => {
            let phone = Phone::parse(PHONE).unwrap();
            call(sandbox, &SendSms::new(phone.clone()));
            let code = VerificationCode::parse(code).unwrap();
            call(sandbox, &RegisterByPhoneCode::new(phone, code, Some(password)))
        }
    }
}

/// Whatever the answer is: a sign-up may end in a further step and has made the account all the
/// same.
fn call(sandbox: &Sandbox, operation: &impl OperationExt) -> Value {
    let request: http::Request<Bytes> = operation.to_http(&sandbox.context(), None).unwrap();
    let answer = futures_executor::block_on(sandbox.send(request)).unwrap();
    serde_json::from_slice(answer.body()).unwrap()
}
