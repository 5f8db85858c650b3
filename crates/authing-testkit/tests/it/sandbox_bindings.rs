//! The state of the sandbox in which the fixtures about phones, addresses and passwords happen.

use std::time::Duration;

use authing_api::operations::{
    BindEmail, BindPhone, LoginByAccount, RegisterByEmail, RegisterByPhoneCode, RegisterByUsername,
    SendEmail, SendSms,
};
use authing_api::{Bearer, OperationExt};
use authing_sandbox::{BindingCodes, Sandbox, Settings};
use authing_testkit::fixture::{Fixture, Labels};
use authing_transport::Transport;
use authing_types::{Account, Email, IdToken, Password, Phone, Username, VerificationCode};
use serde_json::Value;

use super::sandbox_past::MINUTE;

const USERNAME: &str = "elonmusk";
const EMAIL: &str = "x@example.com";
const NEW_EMAIL: &str = "new@example.com";
const PHONE: &str = "18812348888";
const NEW_PHONE: &str = "18812349999";
const PASSWORD: &str = "1234@Abcd";
const CODE: &str = "1234";

/// The sandbox and the labels of a fixture of these operations; `None` for any other.
pub(crate) fn of(fixture: &Fixture) -> Option<(Sandbox, Labels)> {
    let operation = fixture.operation.as_str();
    let code = fixture.exchanges[0].code()?;
    let mut settings = Settings::default();
    settings.fixed_code = Some(CODE.to_owned());
    settings.send_interval = Duration::ZERO;
    settings.new_user_flags.first_login_reset = operation == "reset_password_by_first_login_token";
    settings.verifies_old_email = code == 2227;
    settings.binding_codes = match (operation, code) {
        ("unbind_email", 1_320_005) => BindingCodes::Documented,
        (_, 2200 | 2217 | 2219) => BindingCodes::Old,
        _ => BindingCodes::Live,
    };
    let mut life = Life::begin(settings);
    match operation {
        "reset_password_by_phone_code" => {
            if code != 2004 {
                life.named();
                life.bind_phone();
            }
            life.sms(PHONE);
        }
        "reset_password_by_email_code" => {
            if code != 2004 {
                life.named();
                life.bind_email();
            }
            life.mail(EMAIL, "RESET_PASSWORD");
        }
        "update_password" if fixture.case == "success_first_password" => life.phone_only(),
        "update_password" | "update_id_token" => life.named(),
        "bind_phone" => {
            life.other_phone(code == 1_320_004, PHONE);
            life.named();
            life.sms(PHONE);
        }
        "unbind_phone" if code == 1_320_010 => life.phone_only(),
        "unbind_phone" => {
            life.named();
            if code != 1_320_005 {
                life.bind_phone();
            }
        }
        "update_phone" => {
            life.other_phone(code == 1_320_004, NEW_PHONE);
            life.named();
            life.bind_phone();
            life.sms(PHONE);
            life.sms(NEW_PHONE);
        }
        "bind_email" => {
            life.other_email(matches!(code, 1_320_004 | 2200), EMAIL);
            life.named();
            life.mail(EMAIL, "CHANGE_EMAIL");
        }
        "unbind_email" if matches!(code, 1_320_010 | 2217) => life.email_only(),
        "unbind_email" => {
            life.named();
            if matches!(code, 200 | 2020) {
                life.bind_email();
            }
        }
        "update_email" => {
            life.other_email(code == 1_320_004, NEW_EMAIL);
            life.named();
            life.bind_email();
            life.mail(EMAIL, "CHANGE_EMAIL");
            life.mail(NEW_EMAIL, "CHANGE_EMAIL");
        }
        "reset_password_by_first_login_token" => {
            life.named();
            if code == 200 {
                life.first_login();
            }
        }
        _ => return None,
    }
    if code == 2020 {
        life.labels = Labels::new();
    }
    if code == 2300 {
        life.sandbox.clock().advance(5 * MINUTE);
    }
    Some((life.sandbox, life.labels))
}

/// A sandbox in which things happen, and what is known of them.
struct Life {
    sandbox: Sandbox,
    labels: Labels,
    token: Option<IdToken>,
}

impl Life {
    fn begin(settings: Settings) -> Self {
        let sandbox = Sandbox::builder().settings(settings).build().unwrap();
        Self { sandbox, labels: Labels::new(), token: None }
    }

    /// The user of the examples signs up with a name and a password.
    fn named(&mut self) {
        let name = Username::parse(USERNAME).unwrap();
        self.sign_up(&RegisterByUsername::new(name, password()));
    }

    /// The user of the examples signs up with a phone alone.
    fn phone_only(&mut self) {
        self.sms(PHONE);
        self.sign_up(&RegisterByPhoneCode::new(phone(PHONE), code(), None));
    }

    /// The user of the examples signs up with an address.
    fn email_only(&mut self) {
        self.sign_up(&RegisterByEmail::new(email(EMAIL), password()));
    }

    fn sign_up(&mut self, operation: &impl OperationExt) {
        let answer = self.call(operation);
        if let Some(token) = answer["data"]["token"].as_str() {
            self.token = Some(IdToken::parse(token).unwrap());
            self.labels.set("token:1", token).unwrap();
        }
    }

    /// The sign-in that asks for a new password.
    fn first_login(&mut self) {
        let account = Account::parse(USERNAME).unwrap();
        let answer = self.call(&LoginByAccount::new(account, password()));
        let token = answer["data"]["token"].as_str().unwrap();
        self.labels.set("first_login_token:1", token).unwrap();
    }

    fn bind_phone(&mut self) {
        self.sms(PHONE);
        self.call(&BindPhone::new(phone(PHONE), code()));
    }

    fn bind_email(&mut self) {
        self.mail(EMAIL, "CHANGE_EMAIL");
        self.call(&BindEmail::new(email(EMAIL), code()));
    }

    /// Somebody else has this phone.
    fn other_phone(&mut self, is_wanted: bool, number: &str) {
        if is_wanted {
            self.sms(number);
            self.call(&RegisterByPhoneCode::new(phone(number), code(), None));
        }
    }

    /// Somebody else has this address.
    fn other_email(&mut self, is_wanted: bool, address: &str) {
        if is_wanted {
            self.call(&RegisterByEmail::new(email(address), password()));
        }
    }

    fn sms(&mut self, number: &str) {
        self.call(&SendSms::new(phone(number)));
    }

    fn mail(&mut self, address: &str, scene: &str) {
        self.call(&SendEmail::new(email(address), scene.into()));
    }

    fn call(&self, operation: &impl OperationExt) -> Value {
        let bearer = self.token.as_ref().map(Bearer::Id);
        let request = operation.to_http(&self.sandbox.context(), bearer).unwrap();
        let answer = futures_executor::block_on(self.sandbox.send(request)).unwrap();
        serde_json::from_slice(answer.body()).unwrap()
    }
}

fn password() -> Password {
    Password::parse(PASSWORD).unwrap()
}

fn code() -> VerificationCode {
    VerificationCode::parse(CODE).unwrap()
}

fn phone(number: &str) -> Phone {
    Phone::parse(number).unwrap()
}

fn email(address: &str) -> Email {
    Email::parse(address).unwrap()
}
