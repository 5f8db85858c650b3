use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::json;

use authing_api::oidc::{AuthingTokenGrant, AuthorizationCodeGrant, RefreshTokenGrant};

use super::{OauthError, base, client, issuer};
use crate::Signing;
use crate::answer;
use crate::pool::SCOPES;
use crate::sandbox::Shared;

/// GET `/oidc/.well-known/openid-configuration` (OpenID Connect Discovery 1.0): only what the
/// sandbox serves. The endpoints are on the host that was asked; for the issuer see
/// [`Settings::issuer`](crate::Settings::issuer).
pub(super) fn configuration(
    shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let pool = shared.pool();
    let at = |path: &str| format!("{}/{path}", base(request));
    // RS256 must be among them whatever is used.
    let signing: &[&str] = match pool.settings.oidc_signing {
        Signing::Rs256 => &["RS256"],
        Signing::Hs256 => &["HS256", "RS256"],
    };
    Ok(answer::json(
        StatusCode::OK,
        &json!({
            "issuer": issuer(&pool, request),
            "authorization_endpoint": at("auth"),
            "token_endpoint": at("token"),
            "userinfo_endpoint": at("me"),
            "jwks_uri": at(".well-known/jwks.json"),
            "introspection_endpoint": at("token/introspection"),
            "revocation_endpoint": at("token/revocation"),
            "end_session_endpoint": at("session/end"),
            "scopes_supported": SCOPES,
            "claims_supported": CLAIMS,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": [
                AuthorizationCodeGrant::VALUE, RefreshTokenGrant::VALUE, AuthingTokenGrant::VALUE,
            ],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": signing,
            "token_endpoint_auth_methods_supported": client::METHODS,
            "introspection_endpoint_auth_methods_supported": client::METHODS,
            "revocation_endpoint_auth_methods_supported": client::METHODS,
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "consent"],
            "claims_parameter_supported": false,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
        }),
    ))
}

/// GET `/oidc/.well-known/jwks.json`.
pub(super) fn keys(
    shared: &Shared,
    _request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    Ok(answer::json(StatusCode::OK, &shared.pool().jwks(shared.now())))
}

/// What id tokens and `/oidc/me` can say (protocol.md 8.4, 8.5).
const CLAIMS: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "iat",
    "exp",
    "nonce",
    "at_hash",
    "auth_time",
    "jti",
    "name",
    "given_name",
    "middle_name",
    "family_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "username",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "address",
    "roles",
    "external_id",
    "tenant_id",
    "extended_fields",
];
