//! Requests that Authing's other clients send for what the SDK's operations do otherwise, or not at
//! all (protocol.md 3.3): an app in another language is pointed at the sandbox by its host alone.
//!
//! A request that differs from an operation in its path or keys alone is among the other paths and
//! aliases of that operation.

mod check_password;
mod check_verification_code;
mod image;
mod login_by_email_code;
mod qr_code;
mod register_by_email_code;
mod register_by_phone_password;
mod totp;
mod udvs_get;
mod user_exists;
mod validate_token;
mod well_known;

use bytes::Bytes;
use http::{Method, Request, Response};
use serde::de::DeserializeOwned;

use authing_api::OperationInfo;
use authing_api::server::is_call_of;

use crate::answer::{MessageLanguage, Outcome, bare_reply, reply};
use crate::dispatch::{Malformed, carry_out};
use crate::pool::{Call, Pool};
use crate::sandbox::Shared;

/// A request that is no operation of the SDK, as a struct of its parameters.
trait Form: DeserializeOwned {
    /// Its section, method, path and keys.
    const INFO: OperationInfo;

    /// Whether the data of a success comes without an envelope.
    const IS_BARE: bool = false;

    /// Carries it out on a pool.
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome;
}

type Answer = fn(&Shared, &Request<Bytes>) -> Result<Response<Bytes>, Malformed>;

macro_rules! forms {
    ($($form:ty),* $(,)?) => {
        /// The rows of the forms.
        const ALL: &[OperationInfo] = &[$(<$form as Form>::INFO),*];

        /// What answers them, in the same order.
        const ANSWERS: &[Answer] = &[$(run::<$form>),*];
    };
}

forms! {
    register_by_email_code::RegisterByEmailCode,
    register_by_phone_password::RegisterByPhonePassword,
    login_by_email_code::LoginByEmailCode,
    check_password::CheckPassword,
    user_exists::UserExists,
    user_exists::FindUser,
    udvs_get::UdvsGet,
    totp::Associate,
    totp::Confirm,
    totp::Remove,
    qr_code::Generate,
    qr_code::Check,
    qr_code::UserInfo,
    validate_token::ValidateToken,
    check_verification_code::CheckSmsCode,
    check_verification_code::CheckEmailCode,
}

/// The rows of the forms, for whoever lists what is supported.
pub(crate) fn all() -> impl Iterator<Item = &'static OperationInfo> {
    ALL.iter().chain([&well_known::INFO])
}

/// Answers a form; `None` where the request is none.
pub(crate) fn answer(shared: &Shared, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let (method, path): (&Method, &str) = (request.method(), request.uri().path());
    if is_call_of(&well_known::INFO, method, path) {
        return Some(reply(Ok(well_known::answer()), MessageLanguage::of(request)));
    }
    let position = ALL.iter().position(|info| is_call_of(info, method, path))?;
    let answered = ANSWERS[position](shared, request);
    Some(answered.unwrap_or_else(Malformed::into_response))
}

fn run<F: Form>(shared: &Shared, request: &Request<Bytes>) -> Result<Response<Bytes>, Malformed> {
    let outcome = carry_out(shared, request, &F::INFO, F::handle)?;
    let language = MessageLanguage::of(request);
    Ok(if F::IS_BARE { bare_reply(outcome, language) } else { reply(outcome, language) })
}
