use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::json;

use super::{OauthError, client};
use crate::answer;
use crate::keys::claims_of;
use crate::sandbox::Shared;

/// POST `/oidc/token/introspection` (C67, RFC 7662). A token that is none, or works no more, is only
/// `{"active": false}`. Id tokens are none: they say themselves what they are. The secret is not
/// required (C67).
pub(super) fn answer(
    shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let pool = shared.pool();
    let form = client::authenticate(&pool, request)?;
    let token = form.get("token").ok_or(OauthError::new("invalid_request", "token is missing"))?;
    let mut reply = json!({"active": false});
    if let Some(grant) = pool.access(token, shared.now()) {
        reply = claims_of(token).unwrap_or_default();
        reply["active"] = json!(true);
        reply["token_type"] = json!("Bearer");
        reply["client_id"] = json!(pool.app_id);
        reply["username"] = json!(pool.account(grant.slot).username);
    } else if let Some(grant) = pool.refresh(token) {
        reply = json!({
            "active": true, "token_type": "refresh_token", "client_id": pool.app_id,
            "sub": pool.account(grant.slot).id, "scope": grant.scope.join(" "),
            "username": pool.account(grant.slot).username,
        });
    }
    Ok(answer::json(StatusCode::OK, &reply))
}
