use bytes::Bytes;
use http::{Request, Response};

use super::{OauthError, client};
use crate::sandbox::Shared;

/// POST `/oidc/token/revocation` (C68, RFC 7009). An access token is revoked alone, a refresh token
/// with all tokens of its sign-in. An unknown token is no error.
pub(super) fn answer(
    shared: &Shared,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, OauthError> {
    let mut pool = shared.pool();
    let form = client::authenticate(&pool, request)?;
    let token = form.get("token").ok_or(OauthError::new("invalid_request", "token is missing"))?;
    pool.revoke(token);
    Ok(Response::new(Bytes::new()))
}
