use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use ring::digest::{SHA256, digest};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{OauthError, client, granted, issuer};
use crate::answer::json;
use crate::pool::{Call, Grant, Pool};
use crate::sandbox::Shared;
use authing_api::oidc::{AuthingTokenGrant, AuthorizationCodeGrant, RefreshTokenGrant};
use authing_api::operations::{AuthByCode, AuthByToken, RefreshAccessToken};
use authing_api::{Operation, server};

/// An operation of the token endpoint.
trait Exchange: Operation + DeserializeOwned {
    /// What to give tokens for.
    fn grant(self, pool: &mut Pool, call: &Call) -> Result<Grant, OauthError>;
}

type Run = fn(&Shared, &Request<Bytes>, &str) -> Result<Value, OauthError>;

const FORM: &str = "application/x-www-form-urlencoded";

/// The operations, by the grant type that tells them apart (protocol.md 8.3).
const EXCHANGES: &[(&str, Run)] = &[
    (AuthorizationCodeGrant::VALUE, run::<AuthByCode>),
    (AuthingTokenGrant::VALUE, run::<AuthByToken>),
    (RefreshTokenGrant::VALUE, run::<RefreshAccessToken>),
];

#[cfg(test)]
pub(super) fn grants() -> Vec<&'static str> {
    EXCHANGES.iter().map(|(grant, _)| *grant).collect()
}

/// POST `/oidc/token`.
pub(super) fn answer(
    shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let form = client::authenticate(&shared.pool(), request)?;
    let grant_type = form
        .get("grant_type")
        .ok_or(OauthError::new("invalid_request", "grant_type is missing"))?;
    let exchange = EXCHANGES.iter().find(|(grant, _)| *grant == grant_type);
    let Some((_, run)) = exchange else {
        return Err(OauthError::new("unsupported_grant_type", "there is no such grant type"));
    };
    // The operations read the client from the form, however it authenticated.
    let mut with_client = Request::new(Bytes::from(form.to_text()));
    *with_client.method_mut() = request.method().clone();
    *with_client.uri_mut() = request.uri().clone();
    with_client.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    let issuer = issuer(&shared.pool(), request);
    Ok(json(StatusCode::OK, &run(shared, &with_client, &issuer)?))
}

fn run<O: Exchange>(
    shared: &Shared,
    request: &Request<Bytes>,
    issuer: &str,
) -> Result<Value, OauthError> {
    let Ok(operation) = server::read::<O>(request, |_| None) else {
        return Err(OauthError::new("invalid_request", "a parameter is missing or malformed"));
    };
    let mut pool = shared.pool();
    let call = Call { now: shared.now(), token: None, client: None };
    let grant = operation.grant(&mut pool, &call)?;
    Ok(pool.issue_tokens(grant, issuer, call.now))
}

/// B15. The code is bound to its redirect URI, and to the verifier, or to the secret of an
/// application that sent no challenge.
impl Exchange for AuthByCode {
    fn grant(self, pool: &mut Pool, call: &Call) -> Result<Grant, OauthError> {
        let refused = |why| OauthError::new("invalid_grant", why);
        let code = pool
            .take_code(self.code.expose_secret(), call.now)
            .ok_or_else(|| refused("the code is unknown, used or expired"))?;
        if code.redirect_uri != self.redirect_uri.as_str() {
            return Err(refused("the redirect URI is another"));
        }
        match (&code.challenge, &self.code_verifier) {
            (Some(challenge), Some(verifier)) if *challenge == s256(verifier.expose_secret()) => {}
            (Some(_), _) => return Err(refused("the code verifier is wrong")),
            (None, _) if self.client_secret.is_some() => {}
            (None, _) => {
                let why = "the code has no challenge, so the client secret is required";
                return Err(OauthError::unauthorized("invalid_client", why));
            }
        }
        Ok(code.grant)
    }
}

/// B16. Any live id token is taken.
impl Exchange for AuthByToken {
    fn grant(self, pool: &mut Pool, call: &Call) -> Result<Grant, OauthError> {
        let scope = granted(&self.scope.unwrap_or_default().to_string())?;
        let token = Some(self.token.expose_secret().to_owned());
        let (slot, _) = pool
            .authenticate(&Call { token, ..*call })
            .map_err(|_| OauthError::new("invalid_grant", "the token is expired or unknown"))?;
        Ok(Grant { slot, scope, nonce: None, auth_time: None, family: pool.new_family() })
    }
}

/// B18. The token is used up: the new one takes its place.
impl Exchange for RefreshAccessToken {
    fn grant(self, pool: &mut Pool, call: &Call) -> Result<Grant, OauthError> {
        pool.take_refresh_token(self.refresh_token.expose_secret(), call.now)
            .map(|grant| Grant { nonce: None, ..grant })
            .ok_or(OauthError::new("invalid_grant", "the refresh token is unknown or used"))
    }
}

/// The challenge of a verifier (RFC 7636, 4.2).
fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}
