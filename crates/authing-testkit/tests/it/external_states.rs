//! The states of the sandbox for second factors, social sign-ins, directories and QR codes.

use authing_api::operations::{
    Link, LoginByWechat, MarkQrCodeScanned, RegisterByEmail, RegisterByPhoneCode,
    RegisterByUsername, SendEmail, SendSms,
};
use authing_api::{Bearer, OperationExt};
use authing_sandbox::{DirectoryUser, FailureAction, Sandbox, Settings, SocialOutcome, SocialUser};
use authing_testkit::fixture::{Fixture, Labels};
use authing_transport::Transport;
use authing_types::{
    ConnectionId, Email, EmailScene, IdToken, MfaPolicy, Password, Phone, ProviderCode,
    QrCodePayload, Username, VerificationCode,
};
use bytes::Bytes;
use serde_json::Value;

use super::sandbox_past::MINUTE;

const PASSWORD: &str = "1234@Abcd";
const EMAIL: &str = "x@example.com";
const PHONE: &str = "+86 13012345678";

/// The sandbox, and the values of the labels that come from the past.
pub(crate) fn of(fixture: &Fixture) -> Option<(Sandbox, Labels)> {
    let code = fixture.exchanges[0].code().unwrap_or_default();
    let mut past = Past { labels: Labels::new(), sandbox: sandbox(code) };
    match fixture.operation.as_str() {
        "login_by_wechat" | "login_by_alipay" | "login_by_apple" | "social_login"
        | "login_by_ldap" | "login_by_ad" => {}
        operation if operation.starts_with("mfa_") => past.waits_for_a_factor(operation, code),
        "mark_qr_code_scanned" => past.sees_a_qr_code(code, false),
        "login_by_scanned_ticket" | "cancel_scanned_ticket" => past.sees_a_qr_code(code, true),
        "link" => past.has_two_accounts(code),
        "unlink" => past.is_linked(code),
        _ => return None,
    }
    Some((past.sandbox, past.labels))
}

/// A pool whose rules bring about the code.
fn sandbox(code: i64) -> Sandbox {
    let mut rules = Settings::default();
    rules.fixed_code = Some("1234".to_owned());
    rules.directory.push(DirectoryUser::new("dev1", Password::parse(PASSWORD).unwrap()));
    if code != 602 {
        let providers = [
            ("wechatMobile", "u-1"),
            ("alipay", "u-1"),
            ("github", "u-1"),
            ("apple", "001234.abcd"),
        ];
        rules.social_users = providers.map(|(provider, id)| user(provider, id, code)).to_vec();
    }
    let flags = &mut rules.new_user_flags;
    match code {
        1635 => flags.personal_mfa = true,
        1636 => rules.mfa_policies = vec![MfaPolicy::Sms],
        1639 => flags.first_login_reset = true,
        1642 => rules.required_profile_fields = vec!["company".to_owned()],
        1643 => flags.held = Some(FailureAction::SelfUnlock),
        2000 => flags.held = Some(FailureAction::Captcha),
        2005 => flags.blocked = true,
        2031 => rules.register_disabled = true,
        2042 => rules.requires_verified_email = true,
        2057 => flags.held = Some(FailureAction::LockAfterFailures),
        2058 => flags.forced_password_reset = true,
        2071 => flags.unsafe_password = true,
        2_820_002 => rules.directory_url_is_unusable = true,
        _ => {}
    }
    Sandbox::builder().settings(rules).build().unwrap()
}

fn user(provider: &str, id: &str, code: i64) -> SocialUser {
    let mut user = SocialUser::new(provider, "code-1", id);
    user.nickname = Some("Alice".to_owned());
    user.openid = Some("o-1".to_owned());
    user.with_outcome(match code {
        601 => SocialOutcome::Unreachable,
        1640 => SocialOutcome::BindExistingOnly,
        1641 => SocialOutcome::BindOrCreate,
        2921 => SocialOutcome::SelectAccount,
        _ => SocialOutcome::SignsIn,
    })
}

struct Past {
    sandbox: Sandbox,
    labels: Labels,
}

impl Past {
    /// The user of the examples has signed up, and must show a second factor that was asked for.
    fn waits_for_a_factor(&mut self, operation: &str, code: i64) {
        let mut rules = Settings::default();
        rules.fixed_code = Some("1234".to_owned());
        rules.mfa_policies = vec![MfaPolicy::Sms, MfaPolicy::Email, MfaPolicy::Otp];
        rules.send_interval = std::time::Duration::ZERO;
        self.sandbox = Sandbox::builder().settings(rules).build().unwrap();
        let phone = Phone::parse(PHONE).unwrap();
        let email = Email::parse(EMAIL).unwrap();
        if code == 500 && operation == "mfa_verify_by_phone" {
            self.call(&SendSms::new(phone.clone()), None);
            let sent = VerificationCode::parse("1234").unwrap();
            self.call(&RegisterByPhoneCode::new(phone.clone(), sent, None), None);
        } else if code == 500 {
            let password = Password::parse(PASSWORD).unwrap();
            self.call(&RegisterByEmail::new(email.clone(), password), None);
        }
        let answer = self.sign_up("elonmusk");
        let app = self.sandbox.bind_totp("elonmusk").unwrap();
        self.set("mfa_token:1", answer["data"]["mfaToken"].as_str().unwrap());
        self.set("any:recovery", app.recovery_code.expose_secret());
        if code == 2021 {
            self.sandbox.clock().advance(30 * MINUTE);
        }
        self.set("any:totp", &self.sandbox.totp_code("elonmusk").unwrap());
        self.call(&SendSms::new(phone), None);
        self.call(&SendEmail::new(email, EmailScene::MfaVerify), None);
    }

    /// A QR code is shown, and a user is signed in.
    fn sees_a_qr_code(&mut self, code: i64, is_scanned: bool) {
        if code == 2020 {
            return;
        }
        let answer = self.sign_up("elonmusk");
        let token = answer["data"]["token"].as_str().unwrap().to_owned();
        let random = QrCodePayload::parse(&self.sandbox.create_qr_code()).unwrap().random;
        self.set("token:1", &token);
        self.set("any:random", random.as_str());
        if is_scanned {
            self.call(&MarkQrCodeScanned::new(random), Some(&token));
        }
        if code == 500 {
            self.sandbox.clock().advance(2 * MINUTE);
        }
    }

    /// A user with a password, and another by WeChat.
    fn has_two_accounts(&mut self, code: i64) {
        if code == 2020 {
            return;
        }
        let own = self.sign_up("elonmusk");
        self.set("token:1", own["data"]["token"].as_str().unwrap());
        if code == 200 {
            let social = self.wechat();
            self.set("token:2", &social);
        }
    }

    fn is_linked(&mut self, code: i64) {
        if code == 2217 || code == 2004 {
            let social = self.wechat();
            self.set("token:1", &social);
            return;
        }
        let own = self.sign_up("elonmusk");
        let own = own["data"]["token"].as_str().unwrap().to_owned();
        self.set("token:1", &own);
        if code == 200 {
            let social = IdToken::parse(self.wechat()).unwrap();
            let link = Link::new(IdToken::parse(own.as_str()).unwrap(), social);
            self.call(&link, Some(&own));
        }
    }

    fn wechat(&self) -> String {
        let connection = ConnectionId::parse("61d7bba378b4119bcb12590f").unwrap();
        let code = ProviderCode::parse("code-1").unwrap();
        let answer = self.call(&LoginByWechat::new(connection, code), None);
        answer["data"]["token"].as_str().unwrap().to_owned()
    }

    fn sign_up(&self, username: &str) -> Value {
        let password = Password::parse(PASSWORD).unwrap();
        self.call(&RegisterByUsername::new(Username::parse(username).unwrap(), password), None)
    }

    fn set(&mut self, label: &str, value: &str) {
        self.labels.set(label, value).unwrap();
    }

    fn call(&self, operation: &impl OperationExt, token: Option<&str>) -> Value {
        let token = token.map(|token| IdToken::parse(token).unwrap());
        let bearer = token.as_ref().map(Bearer::Id);
        let request: http::Request<Bytes> =
            operation.to_http(&self.sandbox.context(), bearer).unwrap();
        let answer = futures_executor::block_on(self.sandbox.send(request)).unwrap();
        serde_json::from_slice(answer.body()).unwrap()
    }
}
