//! Every operation by its name: its request from parameters, its value from a response.

use std::fmt::{Debug, Write as _};

use authing_api::operations;
use authing_api::{Auth, Bearer, Context, DecodeError, Operation, OperationExt, server};
use authing_types::{AccessToken, ErrorCode, IdToken, MfaToken};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::fixture::TapeKeys;

type Request = http::Request<Bytes>;
type Built = Result<Request, Unsendable>;

/// One operation, its type put aside.
#[derive(Clone, Copy)]
pub(crate) struct Wire {
    /// The request of these parameters, which shows this token if it shows one.
    pub(crate) build: fn(Value, &Context, &str) -> Built,
    /// The request that says what another one says, whose passwords the tape's key encrypts.
    pub(crate) rebuild: fn(&Request, &Context, &str) -> Built,
    /// The value of a response, printed, or the error.
    pub(crate) read: fn(&http::Response<Bytes>) -> Result<String, DecodeError>,
}

macro_rules! wires {
    ($($operation:ident),* $(,)?) => {
        /// The operation of this name.
        pub(crate) fn wire_of(name: &str) -> Option<Wire> {
            let wires: &[(&str, Wire)] =
                &[$((operations::$operation::INFO.name, wire::<operations::$operation>())),*];
            wires.iter().find(|(known, _)| *known == name).map(|(_, wire)| *wire)
        }
    };
}

authing_api::for_each_operation!(wires);

fn wire<O: Operation<Output: Debug> + DeserializeOwned>() -> Wire {
    Wire { build: build::<O>, rebuild: rebuild::<O>, read: read::<O> }
}

/// Why there is no request.
pub(crate) enum Unsendable {
    /// The client refuses a parameter.
    Refused(String),
    /// Anything else.
    Other(String),
}

impl Unsendable {
    fn other(error: impl ToString) -> Self {
        Self::Other(error.to_string())
    }
}

fn build<O: Operation + DeserializeOwned>(
    parameters: Value,
    context: &Context,
    token: &str,
) -> Built {
    let keys = parameters.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>());
    let operation: O = serde_path_to_error::deserialize(parameters).map_err(|error| {
        let key = error.path().to_string();
        match O::INFO.refusal_of(&key) {
            Some(code) => Unsendable::Refused(format!("{} (code {code})", error.inner())),
            None => {
                let keys = keys.unwrap_or_default().join(", ");
                Unsendable::Other(format!("{}; the parameters are: {keys}", error.inner()))
            }
        }
    })?;
    send(&operation, context, token)
}

fn rebuild<O: Operation + DeserializeOwned>(
    request: &Request,
    context: &Context,
    token: &str,
) -> Built {
    let decrypt = |sealed: &str| TapeKeys::decrypt(sealed).map(Zeroizing::new);
    let operation: O = server::read(request, decrypt)
        .map_err(|refusal| Unsendable::Refused(refused(refusal.code, &refusal.reason)))?;
    send(&operation, context, token)
}

fn refused(code: ErrorCode, reason: &str) -> String {
    format!("{reason} (code {code})")
}

fn send<O: Operation>(operation: &O, context: &Context, token: &str) -> Built {
    let (id, mfa, access);
    let bearer = match O::INFO.auth {
        _ if token.is_empty() => None,
        Auth::Mfa => {
            mfa = MfaToken::parse(token).map_err(Unsendable::other)?;
            Some(Bearer::Mfa(&mfa))
        }
        Auth::AccessToken => {
            access = AccessToken::parse(token).map_err(Unsendable::other)?;
            Some(Bearer::Access(&access))
        }
        _ => {
            id = IdToken::parse(token).map_err(Unsendable::other)?;
            Some(Bearer::Id(&id))
        }
    };
    operation.to_http(context, bearer).map_err(|error| Unsendable::Other(chain(&error)))
}

fn read<O: Operation<Output: Debug>>(
    response: &http::Response<Bytes>,
) -> Result<String, DecodeError> {
    O::from_http(response).map(|value| format!("{value:#?}"))
}

/// An error with its causes, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}
