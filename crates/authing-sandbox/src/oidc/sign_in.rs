use bytes::Bytes;
use http::{Request, Response};

use authing_types::Password;

use super::authorize::Visit;
use super::form::Form;
use super::{OauthError, page};
use crate::dispatch::call;
use crate::sandbox::Shared;

/// POST `/oidc/sign-in`: the form of the sign-in page. It carries the parameters of the visit, which
/// are checked again, so that the sandbox keeps nothing for a browser that never comes back.
pub(super) fn answer(
    shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let form = Form::parse(request.body());
    let call = call(shared, request);
    let mut pool = shared.pool();
    let visit = Form::parse(form.get("visit").unwrap_or_default().as_bytes());
    let visit = Visit::read(&pool, visit)?;
    let wish = match visit.wish() {
        Ok(wish) => wish,
        Err(refused) => return visit.refuse(refused),
    };
    let account = form.get("account").unwrap_or_default();
    let password = form.get("password").and_then(|text| Password::parse(text).ok());
    match pool.sign_in_browser(account, password.as_ref(), &call) {
        Ok(slot) => visit.give_code(&mut pool, wish, slot, shared),
        Err(failure) => Ok(page::sign_in(&visit, Some(failure.code))),
    }
}
