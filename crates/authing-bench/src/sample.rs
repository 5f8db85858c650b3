//! What the benchmarks send and are answered.

use authing_api::Context;
use authing_types::{AppId, BaseUrl, IdToken, UserPoolId};
use http::{HeaderValue, Request, Response};

use bytes::Bytes;
use serde::Deserialize;

use crate::Error;

/// The user pool.
pub const USER_POOL_ID: &str = "5f00000000000000000000a1";
/// The application.
pub const APP_ID: &str = "5f00000000000000000000b2";

/// A reply of 1.5 KB that shows a user, as `current_user` and the sign-ins get it.
pub const REPLY: &str = include_str!("sample/reply.json");

/// What the service answers to a sign-in with a wrong password.
pub const REFUSAL: &str =
    r#"{"code":2333,"message":"Wrong account or password","data":{"remainCount":4}}"#;

/// A context with ready headers, as a client has it.
///
/// # Errors
///
/// None: the ids are well-formed.
pub fn context(base_url: &str) -> Result<Context, Error> {
    let context = Context::new(UserPoolId::parse(USER_POOL_ID)?, AppId::parse(APP_ID)?);
    Ok(context.with_base_url(BaseUrl::parse(base_url)?))
}

/// The id token in [`REPLY`].
///
/// # Errors
///
/// None: the reply holds a token.
pub fn token() -> Result<IdToken, Error> {
    let envelope: Plain = serde_json::from_str(REPLY)?;
    Ok(IdToken::parse(envelope.data.token.ok_or("the sample holds a token")?)?)
}

/// A response with this body.
pub fn response(body: &'static str) -> Response<Bytes> {
    Response::new(Bytes::from_static(body.as_bytes()))
}

/// The header values that a hand-written client keeps ready.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReadyHeaders {
    user_pool_id: HeaderValue,
    app_id: HeaderValue,
    token: String,
}

impl ReadyHeaders {
    /// The headers of the sample's application and token.
    ///
    /// # Errors
    ///
    /// None: the constants are header values.
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            user_pool_id: HeaderValue::from_static(USER_POOL_ID),
            app_id: HeaderValue::from_static(APP_ID),
            token: token()?.expose_secret().to_owned(),
        })
    }

    /// Builds `current_user` by hand: the same method, URL and headers as the SDK's.
    ///
    /// # Errors
    ///
    /// None, for a well-formed URL.
    pub fn current_user(&self, base_url: &str) -> Result<Request<Bytes>, Error> {
        let mut token = HeaderValue::try_from(format!("Bearer {}", self.token))?;
        token.set_sensitive(true);
        let request = self.with_headers(Request::get(format!("{base_url}/api/v2/users/me")));
        Ok(request.header("authorization", token).body(Bytes::new())?)
    }

    /// Builds `login_by_account` by hand, with a password that is already encrypted.
    ///
    /// # Errors
    ///
    /// None, for a well-formed URL.
    pub fn login_by_account(&self, base_url: &str, sealed: &str) -> Result<Request<Bytes>, Error> {
        #[derive(serde::Serialize)]
        struct Body<'a> {
            account: &'a str,
            password: &'a str,
        }
        let body = serde_json::to_vec(&Body { account: "ann", password: sealed })?;
        let url = format!("{base_url}/api/v2/login/account");
        Ok(self.with_headers(Request::post(url)).body(Bytes::from(body))?)
    }

    fn with_headers(&self, request: http::request::Builder) -> http::request::Builder {
        request
            .header("x-authing-request-from", HeaderValue::from_static("sdk-rust"))
            .header("x-authing-lang", HeaderValue::from_static("en-US"))
            .header("content-type", HeaderValue::from_static("application/json"))
            .header("x-authing-userpool-id", self.user_pool_id.clone())
            .header("x-authing-app-id", self.app_id.clone())
            .header("x-authing-sdk-version", HeaderValue::from_static(env!("CARGO_PKG_VERSION")))
    }
}

/// An envelope as a hand-written client would type it.
#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Envelope<T> {
    /// The service's code.
    pub code: i64,
    /// The service's message.
    pub message: String,
    /// The data.
    pub data: T,
}

/// The reply as plain derived structs, without any of the SDK's forgiveness.
pub type Plain = Envelope<PlainUser>;

/// The fields of the sample's user as plain types.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of `User`, which documents them")]
#[non_exhaustive]
pub struct PlainUser {
    pub id: String,
    pub arn: Option<String>,
    pub status: Option<String>,
    pub user_pool_id: Option<String>,
    pub username: Option<String>,
    pub email: Option<String>,
    pub email_verified: Option<bool>,
    pub phone: Option<String>,
    pub phone_country_code: Option<String>,
    pub phone_verified: Option<bool>,
    pub unionid: Option<String>,
    pub openid: Option<String>,
    #[serde(default)]
    pub identities: Vec<serde_json::Value>,
    pub nickname: Option<String>,
    #[serde(default)]
    pub register_source: Vec<String>,
    pub photo: Option<String>,
    pub token: Option<String>,
    pub token_expired_at: Option<String>,
    pub logins_count: Option<i64>,
    pub last_login: Option<String>,
    pub last_ip: Option<String>,
    pub signed_up: Option<String>,
    pub blocked: Option<bool>,
    pub is_deleted: Option<bool>,
    pub device: Option<String>,
    pub browser: Option<String>,
    pub company: Option<String>,
    pub name: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub middle_name: Option<String>,
    pub profile: Option<String>,
    pub preferred_username: Option<String>,
    pub website: Option<String>,
    pub gender: Option<String>,
    pub birthdate: Option<String>,
    pub zoneinfo: Option<String>,
    pub locale: Option<String>,
    pub address: Option<String>,
    pub formatted: Option<String>,
    pub street_address: Option<String>,
    pub locality: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub province: Option<String>,
    pub country: Option<String>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub external_id: Option<String>,
    pub main_department_id: Option<String>,
}
