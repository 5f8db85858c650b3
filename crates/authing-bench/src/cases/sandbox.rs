//! Calls of a sandbox in the same process, whose log is as full as it gets.

use std::hint::black_box;
use std::time::Duration;

use authing_api::operations::{
    CurrentUser, LoginByAccount, LoginByPhoneCode, SendSms, UpdateProfile,
};
use authing_api::{Bearer, Context, OperationExt as _, SignIn};
use authing_sandbox::{NewUser, RequestLog, Sandbox, Settings};
use authing_transport::Transport as _;
use authing_types::{
    Account, IdToken, Password, Phone, PhoneNumber, ProfileUpdate, VerificationCode,
};
use bytes::Bytes;
use futures_executor::block_on;
use http::Request;

use super::Case;
use crate::Error;

const NAME: &str = "ann";
const PASSWORD: &str = "1234@Abcd";
const PHONE: &str = "13812345678";
const CODE: &str = "1234";

/// How the body of a success begins; reading more of it would be counted as the sandbox's work.
const SUCCESS: &[u8] = br#"{"code":200,"#;

/// A read, a change, and sign-ins by code and by password.
pub(super) fn cases() -> Result<Vec<Case>, Error> {
    let phone = Phone::parse(format!("+86 {PHONE}"))?;
    let nickname = UpdateProfile::new(ProfileUpdate::new().nickname("nick"));
    let by_code = LoginByPhoneCode::new(phone.clone(), VerificationCode::parse(CODE)?);
    let by_password = LoginByAccount::new(Account::parse(NAME)?, Password::parse(PASSWORD)?);
    Ok(vec![
        case("current_user", |user| {
            Ok(vec![CurrentUser::new().to_http(&user.context, Some(Bearer::Id(&user.token)))?])
        })?,
        case("update_profile", |user| {
            Ok(vec![nickname.to_http(&user.context, Some(Bearer::Id(&user.token)))?])
        })?,
        case("send_sms and login_by_phone_code", |user| {
            let sms = SendSms::new(phone).to_http(&user.context, None)?;
            Ok(vec![sms, by_code.to_http(&user.context, None)?])
        })?,
        case("login_by_account", |user| Ok(vec![by_password.to_http(&user.context, None)?]))?,
    ])
}

/// The calls of one user, made one after the other in a sandbox of their own.
fn case(
    name: &str,
    requests: impl FnOnce(&SignedIn) -> Result<Vec<Request<Bytes>>, Error>,
) -> Result<Case, Error> {
    let user = SignedIn::new()?;
    let requests = requests(&user)?;
    Ok(Case::new(format!("sandbox {name}"), move || {
        for request in &requests {
            let answer = block_on(user.sandbox.send(black_box(request.clone())));
            assert!(answer.is_ok_and(|answer| answer.body().starts_with(SUCCESS)));
        }
    }))
}

/// A user of a sandbox that has seen many calls.
struct SignedIn {
    sandbox: Sandbox,
    context: Context,
    token: IdToken,
}

impl SignedIn {
    fn new() -> Result<Self, Error> {
        let mut settings = Settings::default();
        settings.fixed_code = Some(CODE.to_owned());
        settings.send_interval = Duration::ZERO;
        let sandbox = Sandbox::builder().settings(settings).build()?;
        let mut user = NewUser::with_username(NAME, Password::parse(PASSWORD)?);
        user.phone = Some(PhoneNumber::parse(PHONE)?);
        sandbox.create_user(user)?;

        let context = sandbox.context();
        let sign_in = LoginByAccount::new(Account::parse(NAME)?, Password::parse(PASSWORD)?);
        let response = block_on(sandbox.send(sign_in.to_http(&context, None)?))?;
        let SignIn::Complete(user) = LoginByAccount::from_http(&response)? else {
            return Err("the sign-in needs a further step".into());
        };
        let token = user.token.ok_or("a sign-in brings a token")?;
        let read = CurrentUser::new().to_http(&context, Some(Bearer::Id(&token)))?;
        for _ in 0..RequestLog::CAPACITY {
            block_on(sandbox.send(read.clone()))?;
        }
        Ok(Self { sandbox, context, token })
    }
}
