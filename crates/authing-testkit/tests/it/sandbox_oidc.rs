//! The state of the sandbox in which each fixture of OIDC happens.

use authing_api::oidc::AuthorizeRequest;
use authing_api::operations::{AuthByToken, RegisterByPhoneCode, SendSms, UpdateProfile};
use authing_api::{Bearer, OperationExt as _, SignIn};
use authing_sandbox::{Sandbox, Settings};
use authing_testkit::fixture::{Fixture, Labels};
use authing_transport::Transport as _;
use authing_types::{
    CodeVerifier, IdToken, Phone, ProfileUpdate, RedirectUri, Scopes, VerificationCode,
};
use futures_executor::block_on;

const PHONE: &str = "18812348888";

/// The verifier of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The sandbox, and what the labels stand for; `None` where the fixture is not about OIDC.
pub(crate) fn of(fixture: &Fixture) -> Option<(Sandbox, Labels)> {
    let mut settings = Settings::default();
    settings.fixed_code = Some("1234".to_owned());
    let sandbox = Sandbox::builder().settings(settings).build().unwrap();
    let mut labels = Labels::new();
    match fixture.operation.as_str() {
        "auth_by_code" => {
            sign_up(&sandbox);
            let has_secret = fixture.case.contains("client");
            labels.set("authorization_code:1", code(&sandbox, !has_secret)).unwrap();
            labels.set("app_secret:1", sandbox.app_secret()).unwrap();
        }
        "auth_by_token" => {
            labels.set("token:1", sign_up(&sandbox).expose_secret()).unwrap();
        }
        "refresh_access_token" => {
            let tokens = exchange(&sandbox, "openid profile offline_access");
            labels.set("refresh_token:1", tokens.refresh_token.unwrap().expose_secret()).unwrap();
        }
        "user_info_by_access_token" => {
            if fixture.case != "401_invalid_token" {
                let is_bare = fixture.case == "success_openid_only";
                let scope = if is_bare { "openid" } else { "openid profile username email phone" };
                let tokens = exchange(&sandbox, scope);
                name(&sandbox, &tokens.id_token.unwrap());
                labels.set("access_token:1", tokens.access_token.expose_secret()).unwrap();
            }
        }
        _ => return None,
    }
    Some((sandbox, labels))
}

fn request(scope: &str) -> AuthorizeRequest {
    let redirect_uri = RedirectUri::parse("https://app.example/cb").unwrap();
    let mut request = AuthorizeRequest::new(redirect_uri).unwrap();
    request.scope = Scopes::parse(scope).unwrap();
    request.code_verifier = CodeVerifier::parse(VERIFIER).unwrap();
    request
}

fn sign_up(sandbox: &Sandbox) -> IdToken {
    let phone = Phone::parse(PHONE).unwrap();
    let context = sandbox.context();
    let sms = SendSms::new(phone.clone()).to_http(&context, None).unwrap();
    block_on(sandbox.send(sms)).unwrap();
    let code = VerificationCode::parse("1234").unwrap();
    let operation = RegisterByPhoneCode::new(phone, code, None);
    let answer = block_on(sandbox.send(operation.to_http(&context, None).unwrap())).unwrap();
    match RegisterByPhoneCode::from_http(&answer).unwrap() {
        SignIn::Complete(user) => user.token.unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Gives the user the names of the section's example.
fn name(sandbox: &Sandbox, token: &IdToken) {
    let changes = ProfileUpdate::new().username("elonmusk").nickname("Ironman");
    let operation = UpdateProfile::new(changes);
    let request = operation.to_http(&sandbox.context(), Some(Bearer::Id(token))).unwrap();
    UpdateProfile::from_http(&block_on(sandbox.send(request)).unwrap()).unwrap();
}

/// The code of a browser that came back.
fn code(sandbox: &Sandbox, has_challenge: bool) -> String {
    let request = request("openid profile email phone offline_access");
    let context = sandbox.context();
    let url =
        if has_challenge { request.url(&context) } else { request.url_without_challenge(&context) };
    let returned_to = sandbox.authorize(&url.unwrap(), PHONE).unwrap();
    request.read_callback(&returned_to).unwrap().expose_secret().to_owned()
}

fn exchange(sandbox: &Sandbox, scope: &str) -> authing_api::oidc::TokenSet {
    let operation = AuthByToken::new(&request(scope), sign_up(sandbox));
    let request = operation.to_http(&sandbox.context(), None).unwrap();
    AuthByToken::from_http(&block_on(sandbox.send(request)).unwrap()).unwrap()
}
