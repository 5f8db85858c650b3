use bytes::Bytes;
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use authing_types::{ErrorCode, Password};

use crate::error::{BuildError, DecodeError};
use crate::reply::{OperationOutput, Reply};
use crate::{Bearer, Context, request};

/// One operation of the service, as a struct of its parameters.
///
/// Written by the `operation!` macro of this crate; callers use [`OperationExt`]. The serde form is
/// the JSON object of the parameters that is sent, except for the passwords, which are added
/// encrypted.
pub trait Operation: Serialize + DeserializeOwned + std::fmt::Debug + Send + Sync {
    /// What a successful call gives.
    type Output: OperationOutput;

    /// What is known about the operation without its parameters.
    const INFO: OperationInfo;

    /// The parameters that are encrypted, by their keys on the wire.
    fn passwords(&self) -> Vec<(&'static str, &Password)> {
        Vec::new()
    }
}

/// What every [`Operation`] can do: become a request, and read its response.
pub trait OperationExt: Operation {
    /// Builds the request. `bearer` is the token to show, where there is one.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when the operation needs a token and has none, when a password does not fit
    /// the key, or when the URL cannot be built. Nothing was sent.
    fn to_http(
        &self,
        context: &Context,
        bearer: Option<Bearer<'_>>,
    ) -> Result<http::Request<Bytes>, BuildError> {
        request::build(self, context, bearer)
    }

    /// Reads the response.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the service refused, or when its answer cannot be understood.
    fn from_http(response: &http::Response<Bytes>) -> Result<Self::Output, DecodeError> {
        Self::Output::from_reply(Reply::read(response)?)
    }
}

impl<O: Operation> OperationExt for O {}

/// One row of the table of operations, [`operations::ALL`](crate::operations::ALL).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The name used everywhere: method, subcommand, fixture folder, docs row.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// Its section in the protocol reference: `A4`.
    pub section: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, with `{app_id}` and the like for what is filled in.
    pub path: &'static str,
    /// Which token it shows.
    pub auth: Auth,
    /// Whether it may be repeated.
    pub retry: Retry,
    /// What it does to the session beyond what its output says.
    pub session: SessionEffect,
    /// The keys of the parameters that are encrypted.
    pub encrypted: &'static [&'static str],
    /// The code with which the service refuses a malformed parameter, by its key.
    pub refusals: &'static [(&'static str, ErrorCode)],
}

impl OperationInfo {
    /// The code with which the service refuses a malformed parameter, where one is known.
    pub fn refusal_of(&self, key: &str) -> Option<ErrorCode> {
        self.refusals
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, code)| *code)
    }
}

/// Which token an operation shows (protocol.md 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Auth {
    /// None, even where one is known.
    None,
    /// The id token of the signed-in user, or the access token where there is no id token.
    User,
}

/// Whether an operation may be repeated when it is not known to have been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retry {
    /// It changes nothing: repeat freely.
    Read,
    /// Doing it twice leaves the same state as doing it once.
    Idempotent,
    /// It sends a message, uses up a code or creates something: never repeat when the service may
    /// have acted.
    Never,
}

/// What an operation does to the caller's session beyond what its output says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SessionEffect {
    /// Nothing.
    Keeps,
    /// The session is over, whatever the answer (protocol.md A9).
    Ends,
}

/// Implements [`Operation`] for a struct of parameters, and documents the struct's wire facts.
///
/// `encrypted` names the password fields with their keys; `refusals` gives, by key, the code for a
/// malformed parameter.
macro_rules! operation {
    (
        $name:ident, $snake:literal, $section:literal, $summary:literal;
        $method:ident $path:literal, $auth:ident, $retry:ident => $output:ty
        $(, encrypted: [$($field:ident as $key:literal),*])?
        $(, refusals: [$($refused:literal => $code:ident),*])?
        $(, session: $session:ident)?
    ) => {
        impl $crate::Operation for $name {
            type Output = $output;

            const INFO: $crate::OperationInfo = $crate::OperationInfo {
                name: $snake,
                summary: $summary,
                section: $section,
                method: http::Method::$method,
                path: $path,
                auth: $crate::Auth::$auth,
                retry: $crate::Retry::$retry,
                session: $crate::operation::session_effect!($($session)?),
                encrypted: &[$($($key),*)?],
                refusals: &[$($(($refused, authing_types::ErrorCode::$code)),*)?],
            };

            $(fn passwords(&self) -> Vec<(&'static str, &authing_types::Password)> {
                let mut passwords = Vec::new();
                $(passwords.extend(
                    $crate::wire::optional(&self.$field).map(|password| ($key, password)),
                );)*
                passwords
            })?
        }
    };
}

macro_rules! session_effect {
    () => {
        $crate::SessionEffect::Keeps
    };
    ($effect:ident) => {
        $crate::SessionEffect::$effect
    };
}

pub(crate) use {operation, session_effect};
