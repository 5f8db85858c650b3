//! From a request to the rules of its operation.

use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, Request, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::json;

use authing_api::operations;
use authing_api::server::{self, APP_ID, RefusalKind, USER_POOL_ID};
use authing_api::{Operation, OperationInfo};
use authing_types::ErrorCode;

use crate::answer::{Failure, MessageLanguage, Outcome, http_error, reply};
use crate::forms;
use crate::keys::decrypt_password;
use crate::oidc;
use crate::operations::Handle;
use crate::pool::{Call, Pool};
use crate::sandbox::Shared;

/// Finds the handler of an operation by its name.
macro_rules! handlers {
    ($($operation:ident),* $(,)?) => {
        fn handler(info: &OperationInfo) -> Option<Handler> {
            let handlers: &[(&str, Handler)] =
                &[$((operations::$operation::INFO.name, run::<operations::$operation>)),*];
            handlers.iter().find(|(name, _)| *name == info.name).map(|(_, handler)| *handler)
        }
    };
}

authing_api::for_each_rest_operation!(handlers);

type Handler = fn(&Shared, &Request<Bytes>) -> Result<Outcome, Malformed>;

/// A body that is no JSON: HTTP 400 (protocol.md 10).
pub(crate) struct Malformed(String);

/// Answers a request.
pub(crate) fn dispatch(shared: &Shared, request: &Request<Bytes>) -> Response<Bytes> {
    let language = MessageLanguage::of(request);
    if let Some(response) = oidc::answer(shared, request) {
        return response;
    }
    let operation = server::operation_of(request.method(), request.uri().path());
    let Some(handler) = operation.and_then(handler) else {
        return forms::answer(shared, request).unwrap_or_else(|| unknown_path(request));
    };
    match handler(shared, request) {
        Ok(outcome) => reply(outcome, language),
        Err(malformed) => malformed.into_response(),
    }
}

impl Malformed {
    pub(crate) fn into_response(self) -> Response<Bytes> {
        http_error(StatusCode::BAD_REQUEST, &self.0, serde_json::Value::Null)
    }
}

/// Reads the parameters, which needs no lock, and then lets the rules decide.
fn run<O: Handle>(shared: &Shared, request: &Request<Bytes>) -> Result<Outcome, Malformed> {
    carry_out(shared, request, &O::INFO, O::handle)
}

/// The same for the parameters of any request of these rules.
pub(crate) fn carry_out<T: DeserializeOwned>(
    shared: &Shared,
    request: &Request<Bytes>,
    info: &OperationInfo,
    handle: impl FnOnce(T, &mut Pool, &Call) -> Outcome,
) -> Result<Outcome, Malformed> {
    let parameters = server::read_as::<T>(info, request, decrypt_password);
    let call = call(shared, request);
    let mut pool = shared.pool();
    if let Err(failure) = check_ids(&pool, request, info) {
        return Ok(Err(failure));
    }
    match parameters {
        Ok(parameters) => Ok(handle(parameters, &mut pool, &call)),
        Err(refusal) if refusal.kind == RefusalKind::Body => Err(Malformed(refusal.reason)),
        Err(refusal) => {
            let malformed_email =
                pool.settings.malformed_email_is_400 && refusal.code == ErrorCode::MALFORMED_EMAIL;
            let code = if malformed_email { ErrorCode::BAD_REQUEST } else { refusal.code };
            Ok(Err(Failure::with_detail(code, refusal.reason)))
        }
    }
}

pub(crate) fn call(shared: &Shared, request: &Request<Bytes>) -> Call {
    Call {
        now: shared.now(),
        token: bearer(request.headers()),
        client: request.extensions().get::<SocketAddr>().map(SocketAddr::ip).map(canonical),
    }
}

fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// The token that a request shows, with or without `Bearer ` (protocol.md 1.4).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?.trim();
    let token = match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => value,
    };
    (!token.is_empty()).then(|| token.to_owned())
}

/// Requests must name this pool and this application: 2224, 2011 (an assumption, protocol.md 10).
///
/// Where the application is named in the path, the headers do not matter: clients learn their pool
/// from the public configuration (protocol.md 1.3).
fn check_ids(pool: &Pool, request: &Request<Bytes>, info: &OperationInfo) -> Result<(), Failure> {
    if let Some(app_id) = server::path_parameter(info, request.uri().path(), "app_id") {
        let is_ours = app_id == pool.app_id;
        return if is_ours { Ok(()) } else { Err(ErrorCode::APP_NOT_FOUND.into()) };
    }
    let named = server::path_parameter(info, request.uri().path(), "user_pool_id");
    if named.is_some_and(|user_pool_id| user_pool_id != pool.user_pool_id) {
        return Err(ErrorCode::USER_POOL_NOT_FOUND.into());
    }
    let is = |name: &HeaderName, id: &str| {
        request.headers().get(name).is_some_and(|value| value.as_bytes() == id.as_bytes())
    };
    if !is(&USER_POOL_ID, &pool.user_pool_id) {
        return Err(ErrorCode::USER_POOL_NOT_FOUND.into());
    }
    if !is(&APP_ID, &pool.app_id) {
        return Err(ErrorCode::APP_NOT_FOUND.into());
    }
    Ok(())
}

/// HTTP 404 that names the nearest operation and all that there are.
fn unknown_path(request: &Request<Bytes>) -> Response<Bytes> {
    let asked = format!("{} {}", request.method(), request.uri().path());
    let request_of = |info: &OperationInfo| format!("{} {}", info.method, info.path);
    let nearest = operations::ALL
        .iter()
        .chain(forms::all())
        .max_by(|a, b| {
            strsim::jaro_winkler(&asked, &request_of(a))
                .total_cmp(&strsim::jaro_winkler(&asked, &request_of(b)))
        })
        .map(|info| json!({"name": info.name, "request": request_of(info)}));
    let supported: Vec<_> = operations::ALL
        .iter()
        .chain(forms::all())
        .map(request_of)
        .chain(oidc::supported())
        .collect();
    let message = match &nearest {
        Some(nearest) => {
            let request = nearest["request"].as_str().unwrap_or_default();
            format!("no operation at {asked}; the nearest is {request}")
        }
        None => format!("no operation at {asked}"),
    };
    let data = json!({"nearest": nearest, "supported": supported});
    http_error(StatusCode::NOT_FOUND, &message, data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_rules() {
        for info in operations::ALL {
            let has_rules = handler(info).is_some() || oidc::has_rules(info);
            assert!(has_rules, "{} has no handler", info.name);
        }
    }
}
