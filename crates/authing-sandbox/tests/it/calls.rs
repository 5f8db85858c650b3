//! Calls of every kind by a client that remembers what it was given, for tests that compare what
//! two sandboxes answer to the same calls.

use std::sync::OnceLock;
use std::time::Duration;

use authing_sandbox::{
    DirectoryUser, FailureAction, FailureLimit, Sandbox, Settings, SignUpLimit, SocialUser,
    UserFlags,
};
use authing_transport::Transport as _;
use authing_types::Password;
use bytes::Bytes;
use proptest::prelude::{Strategy, prop};
use serde_json::{Value, json};

use crate::support::{PASSWORD, request, sealed};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const TOKEN_GRANT: &str = "http://authing.cn/oidc/grant_type/authing_token";

/// How many kinds of calls there are.
pub(crate) const KINDS: u8 = 24;

/// Some calls: what, and by which of three users.
pub(crate) fn arbitrary_calls() -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec((0..KINDS, 0..3_u8), 0..24)
}

/// Rules under which everything that can be remembered is.
pub(crate) fn everything_settings() -> Settings {
    let mut settings = Settings::default();
    let minute = Duration::from_secs(60);
    settings.failure_limit = Some(FailureLimit::new(2, FailureAction::Lock, minute));
    settings.sign_up_limit = Some(SignUpLimit::new(50, minute));
    settings.social_users = vec![SocialUser::new("github", "code0", "gh-0")];
    let password = Password::parse(PASSWORD).unwrap();
    settings.directory = vec![DirectoryUser::new("dir0", password)];
    settings
}

/// A client: the tokens that it was given last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    token: Option<String>,
    mfa_token: Option<String>,
    first_login_token: Option<String>,
    code: Option<String>,
    refresh_token: Option<String>,
    qr: Option<String>,
}

impl Caller {
    /// Makes a call and gives all of the reply.
    pub(crate) async fn call(&mut self, sandbox: &Sandbox, kind: u8, who: u8) -> String {
        let (name, email) = (format!("user{who}"), format!("User{who}@b.cc"));
        let phone = format!("1881234888{who}");
        // Encryption is random, and not the sandbox's: each password is sealed once.
        static SEALED: OnceLock<[String; 2]> = OnceLock::new();
        let [right, wrong] =
            SEALED.get_or_init(|| [PASSWORD, "wrong"].map(|text| sealed(sandbox, text)));
        let sms = sandbox.outbox().last_code(&phone);
        let mail = sandbox.outbox().last_code(&email.to_lowercase());
        let [sms, mail] = [sms, mail]
            .map(|code| code.map_or("0000".to_owned(), |code| code.expose_secret().to_owned()));
        let flags = |change: &dyn Fn(&mut UserFlags)| {
            let mut flags = UserFlags::default();
            change(&mut flags);
            sandbox.set_flags(&name, flags).to_string()
        };
        let (method, path, body) = match kind {
            0 => (
                "POST",
                "/api/v2/register/email",
                json!({"email": email, "password": right, "forceLogin": true}),
            ),
            1 => (
                "POST",
                "/api/v2/register/username",
                json!({"username": name, "password": right, "forceLogin": true}),
            ),
            2 => ("POST", "/api/v2/sms/send", json!({"phone": phone})),
            3 => (
                "POST",
                "/api/v2/register/phone-code",
                json!({"phone": phone, "code": sms, "forceLogin": true}),
            ),
            4 => ("POST", "/api/v2/login/account", json!({"account": name, "password": wrong})),
            5 => ("POST", "/api/v2/login/account", json!({"account": name, "password": right})),
            6 => ("POST", "/api/v2/login/phone-code", json!({"phone": phone, "code": sms})),
            7 => ("POST", "/api/v2/email/send", json!({"email": email, "scene": "VERIFY_CODE"})),
            8 => ("POST", "/api/v2/users/email/bind", json!({"email": email, "emailCode": mail})),
            9 => {
                ("POST", "/api/v2/users/profile/update", json!({"nickname": name, "city": "Rome"}))
            }
            10 => ("GET", "/api/v2/users/me", Value::Null),
            11 => ("POST", "/api/v2/login/ldap", json!({"username": "dir0", "password": right})),
            12 => (
                "POST",
                "/api/v2/ecConn/github/authByCode",
                json!({"code": "code0", "connId": "c"}),
            ),
            13 => return flags(&|flags| flags.personal_mfa = true),
            14 => return flags(&|flags| flags.first_login_reset = true),
            15 => return flags(&|_| {}),
            16 => (
                "POST",
                "/api/v2/applications/mfa/sms/verify",
                json!({"phone": phone, "code": sms}),
            ),
            17 => {
                let token = &self.first_login_token;
                (
                    "POST",
                    "/api/v2/users/password/reset-by-first-login-token",
                    json!({"token": token, "password": right}),
                )
            }
            18 => {
                sandbox.authorize_as(&name);
                let query = format!(
                    "client_id={}&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&response_type=code\
                     &scope=openid%20profile%20offline_access&state=s&nonce=n\
                     &code_challenge={CHALLENGE}&code_challenge_method=S256",
                    Sandbox::APP_ID
                );
                let path = format!("/oidc/auth?{query}");
                let response = sandbox.send(request("GET", &path, None, "")).await.unwrap();
                let location = response.headers().get("location");
                let location = location.map(|url| url.to_str().unwrap().to_owned());
                let code = location.as_ref().and_then(|url| url.split_once("code="));
                self.code = code.map(|(_, rest)| rest.split('&').next().unwrap().to_owned());
                return format!("{} {location:?}", response.status());
            }
            19..=21 => {
                let body = match kind {
                    19 => format!(
                        "grant_type=authorization_code&code={}&code_verifier={VERIFIER}\
                         &redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
                        self.code.as_deref().unwrap_or("none")
                    ),
                    20 => format!(
                        "grant_type={TOKEN_GRANT}&token={}&scope=openid%20offline_access",
                        self.token.as_deref().unwrap_or("none")
                    ),
                    _ => format!(
                        "grant_type=refresh_token&refresh_token={}",
                        self.refresh_token.as_deref().unwrap_or("none")
                    ),
                };
                let body = format!("client_id={}&{body}", Sandbox::APP_ID);
                let mut form = request("POST", "/oidc/token", None, &body);
                let kind = "application/x-www-form-urlencoded".parse().unwrap();
                form.headers_mut().insert("content-type", kind);
                return self.send(sandbox, form).await;
            }
            22 => {
                let path = if self.qr.is_none() || who == 0 {
                    let text: Value = serde_json::from_str(&sandbox.create_qr_code()).unwrap();
                    self.qr = Some(text["random"].as_str().unwrap().to_owned());
                    "/api/v2/qrcode/scanned"
                } else {
                    "/api/v2/qrcode/confirm"
                };
                ("POST", path, json!({"random": self.qr}))
            }
            _ => {
                sandbox.clock().advance(Duration::from_secs(25));
                ("GET", "/_sandbox/outbox", Value::Null)
            }
        };
        let token = if kind == 16 { &self.mfa_token } else { &self.token };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = request(method, path, token.as_deref(), &body);
        self.send(sandbox, request).await
    }

    async fn send(&mut self, sandbox: &Sandbox, request: http::Request<Bytes>) -> String {
        let response = sandbox.send(request).await.unwrap();
        let reply: Value = serde_json::from_slice(response.body()).unwrap();
        let keep = |slot: &mut Option<String>, found: &Value| {
            if let Some(text) = found.as_str() {
                *slot = Some(text.to_owned());
            }
        };
        keep(&mut self.mfa_token, &reply["data"]["mfaToken"]);
        keep(&mut self.refresh_token, &reply["refresh_token"]);
        if reply["code"] == 1639 {
            keep(&mut self.first_login_token, &reply["data"]["token"]);
        } else {
            keep(&mut self.token, &reply["data"]["token"]);
        }
        format!("{} {:?} {reply}", response.status(), response.headers())
    }
}
