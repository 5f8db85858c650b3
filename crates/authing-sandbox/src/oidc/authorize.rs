use bytes::Bytes;
use http::{Request, Response};

use authing_types::RedirectUri;

use super::form::Form;
use super::{OauthError, granted, is_registered, page, redirect};
use crate::pool::{Code, Grant, Pool, Slot};
use crate::sandbox::Shared;

/// GET and POST `/oidc/auth` (B14). The account that
/// [`Sandbox::authorize_as`](crate::Sandbox::authorize_as) chose consents at once, and the browser
/// is sent back with a code. Without such an account the browser gets a page to sign in on, or,
/// with `prompt=none`, is sent back with `login_required`. There are no sessions of browsers: each
/// visit signs in anew.
pub(super) fn answer(
    shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let mut pool = shared.pool();
    let visit = Visit::read(&pool, Form::of(request))?;
    let wish = match visit.wish() {
        Ok(wish) => wish,
        Err(refused) => return visit.refuse(refused),
    };
    match pool.consenting() {
        Some(slot) => visit.give_code(&mut pool, wish, slot, shared),
        None if wish.is_silent => {
            visit.refuse(OauthError::new("login_required", "no account of the sandbox consents"))
        }
        None => Ok(page::sign_in(&visit, None)),
    }
}

/// A browser that came from our client and may be sent back: from here on, also with a refusal
/// (RFC 6749, 4.1.2.1).
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) form: Form,
    pub(super) redirect_uri: RedirectUri,
}

/// What a visit asks for.
#[derive(Debug)]
pub(super) struct Wish {
    scope: Vec<&'static str>,
    nonce: Option<String>,
    challenge: Option<String>,
    is_silent: bool,
    wants_auth_time: bool,
}

impl Visit {
    /// Whoever asks otherwise may be anybody, and the browser is sent nowhere.
    pub(super) fn read(pool: &Pool, form: Form) -> Result<Self, OauthError> {
        if form.get("client_id") != Some(&pool.app_id) || form.is_repeated("client_id") {
            return Err(OauthError::new("invalid_client", "there is no such client"));
        }
        let uri = form.get("redirect_uri").filter(|_| !form.is_repeated("redirect_uri"));
        let Some(redirect_uri) = uri.and_then(|uri| RedirectUri::parse(uri).ok()) else {
            return Err(OauthError::new("invalid_request", "redirect_uri is missing or malformed"));
        };
        if !is_registered(&redirect_uri, &pool.settings.redirect_uris) {
            return Err(OauthError::new("invalid_request", "redirect_uri is not registered"));
        }
        Ok(Self { form, redirect_uri })
    }

    pub(super) fn wish(&self) -> Result<Wish, OauthError> {
        let form = &self.form;
        let invalid = |why| OauthError::new("invalid_request", why);
        form.check()?;
        if form.get("request").is_some() {
            let why = "request objects are not served";
            return Err(OauthError::new("request_not_supported", why));
        }
        if form.get("request_uri").is_some() {
            let why = "request objects are not served";
            return Err(OauthError::new("request_uri_not_supported", why));
        }
        if form.get("response_type") != Some("code") {
            let why = "only the response type code is served";
            return Err(OauthError::new("unsupported_response_type", why));
        }
        if form.get("response_mode").is_some_and(|mode| mode != "query") {
            return Err(invalid("only the response mode query is served"));
        }
        let challenge = form.get("code_challenge");
        let method = form.get("code_challenge_method");
        if (challenge.is_some() || method.is_some()) && method != Some("S256") {
            return Err(invalid("code_challenge_method must be S256"));
        }
        if method.is_some() && !challenge.is_some_and(is_challenge) {
            return Err(invalid("code_challenge is missing or malformed"));
        }
        let max_age = form.get("max_age");
        if max_age.is_some_and(|age| age.parse::<u64>().is_err()) {
            return Err(invalid("max_age must be a number of seconds"));
        }
        let prompts: Vec<_> =
            form.get("prompt").unwrap_or_default().split_ascii_whitespace().collect();
        let is_silent = prompts.contains(&"none");
        if is_silent && prompts.len() > 1 {
            return Err(invalid("prompt=none stands alone"));
        }
        Ok(Wish {
            scope: granted(form.get("scope").unwrap_or_default())?,
            nonce: form.get("nonce").map(str::to_owned),
            challenge: challenge.map(str::to_owned),
            is_silent,
            wants_auth_time: max_age.is_some(),
        })
    }

    /// Sends the browser back with a code for this account.
    pub(super) fn give_code(
        &self,
        pool: &mut Pool,
        wish: Wish,
        slot: Slot,
        shared: &Shared,
    ) -> Result<Response<Bytes>, OauthError> {
        let now = shared.now();
        let seconds = now.duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default();
        let grant = Grant {
            slot,
            scope: wish.scope,
            nonce: wish.nonce,
            auth_time: wish.wants_auth_time.then_some(seconds.as_secs()),
            family: pool.new_family(),
        };
        let expires_at = now + pool.settings.authorization_code_lifetime;
        let code = Code {
            grant,
            redirect_uri: self.redirect_uri.as_str().to_owned(),
            challenge: wish.challenge,
            expires_at,
            is_used: false,
        };
        let code = pool.issue_code(code, now);
        self.go_back([Some(("code", code.as_str())), None])
    }

    /// Sends the browser back with a refusal.
    pub(super) fn refuse(&self, refused: OauthError) -> Result<Response<Bytes>, OauthError> {
        let description = ("error_description", refused.description);
        self.go_back([Some(("error", refused.error)), Some(description)])
    }

    fn go_back(&self, outcome: [Option<(&str, &str)>; 2]) -> Result<Response<Bytes>, OauthError> {
        let state = self.form.get("state").map(|state| ("state", state));
        redirect(self.redirect_uri.as_str(), outcome.into_iter().flatten().chain(state))
            .ok_or(OauthError::new("invalid_request", "redirect_uri is malformed"))
    }
}

/// 43 to 128 characters of the alphabet of RFC 7636, 4.2.
fn is_challenge(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}
