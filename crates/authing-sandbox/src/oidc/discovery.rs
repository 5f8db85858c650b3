use bytes::Bytes;
use http::header::HOST;
use http::{Request, Response, StatusCode};
use serde_json::json;

use authing_api::oidc::{AuthingTokenGrant, AuthorizationCodeGrant, RefreshTokenGrant};

use super::OauthError;
use crate::answer;
use crate::keys::jwks;
use crate::pool::{ISSUER, SCOPES};
use crate::pools::PathPrefix;
use crate::sandbox::Shared;

/// GET `/oidc/.well-known/openid-configuration`: only what the sandbox serves. The endpoints are on
/// the host that was asked; the issuer is that of the tokens.
pub(super) fn configuration(
    _shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let scheme = request.uri().scheme_str().unwrap_or("http");
    let header = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let host = request.uri().authority().map(http::uri::Authority::as_str).or(header);
    let prefix = request.extensions().get().map_or("", |PathPrefix(prefix)| prefix);
    let host = host.unwrap_or("127.0.0.1");
    let at = |path: &str| format!("{scheme}://{host}{prefix}/oidc/{path}");
    Ok(answer::json(
        StatusCode::OK,
        &json!({
            "issuer": ISSUER,
            "authorization_endpoint": at("auth"),
            "token_endpoint": at("token"),
            "userinfo_endpoint": at("me"),
            "jwks_uri": at(".well-known/jwks.json"),
            "scopes_supported": SCOPES,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": [
                AuthorizationCodeGrant::VALUE, RefreshTokenGrant::VALUE, AuthingTokenGrant::VALUE,
            ],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }),
    ))
}

/// GET `/oidc/.well-known/jwks.json`.
pub(super) fn keys(
    _shared: &Shared,
    _request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    Ok(answer::json(StatusCode::OK, &jwks()))
}
