mod served;

use bytes::Bytes;
use http::Method;
use serde::Serialize;

use authing_types::{ErrorCode, Password};

use crate::error::{BuildError, DecodeError};
use crate::reply::{OperationOutput, Reply};
use crate::{Bearer, Context, request};

/// One operation of the service, as a struct of its parameters.
///
/// Written by the `operation!` macro of this crate; callers use [`OperationExt`]. The serde form is
/// the JSON object of the parameters that is sent, except for the passwords, which are added
/// encrypted. With the feature `server` it is also read.
pub trait Operation: Serialize + std::fmt::Debug + Send + Sized + Sync {
    /// What a successful call gives.
    type Output: OperationOutput;

    /// What is known about the operation without its parameters.
    const INFO: OperationInfo;

    /// The path of this call, one of those in [`INFO`](Self::INFO).
    fn path(&self) -> &'static str {
        Self::INFO.path
    }

    /// Which host this call is sent to: another than that of [`INFO`](Self::INFO) only where the
    /// chosen path is served elsewhere.
    fn base(&self) -> Base {
        Self::INFO.base
    }

    /// What stands for the placeholders of the path, besides those that the context fills.
    fn path_parameters(&self) -> Vec<(&'static str, &str)> {
        Vec::new()
    }

    /// The passwords among the parameters, by their keys on the wire.
    fn passwords(&self) -> Vec<(&'static str, &Password)> {
        Vec::new()
    }

    /// Whether the passwords of this call are encrypted. They are, but for the directory paths of
    /// protocol.md D8.
    fn encrypts(&self) -> bool {
        true
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
        if Self::INFO.base == Base::Oidc {
            return Self::Output::from_reply(Reply::read_bare(response)?);
        }
        match Self::Output::fast_path(response) {
            Some(output) => Ok(output),
            None => Self::Output::from_reply(Reply::read(response)?),
        }
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
    /// Other paths of the same operation, where sources disagree (protocol.md 11).
    pub also_at: &'static [&'static str],
    /// Which of the service's hosts it is sent to.
    pub base: Base,
    /// Which token it shows.
    pub auth: Auth,
    /// Whether it may be repeated.
    pub retry: Retry,
    /// What it does to the session beyond what its output says.
    pub session: SessionEffect,
    /// The keys of the passwords.
    pub encrypted: &'static [&'static str],
    /// Whether the service also takes the passwords in clear (protocol.md A6).
    pub accepts_clear: bool,
    /// The codes that the operation is documented to raise, without those of every sign-in: see
    /// [`codes`](Self::codes).
    pub own_codes: &'static [ErrorCode],
    /// Whether its section also names the codes of every sign-in,
    /// [`SIGN_IN_CODES`](Self::SIGN_IN_CODES).
    pub signs_in: bool,
    /// The code with which the service refuses a malformed parameter, by its key.
    pub refusals: &'static [(&'static str, ErrorCode)],
    /// Other keys that clients send for a parameter, with the key that we send: the server side
    /// reads both (protocol.md D1).
    pub aliases: &'static [(&'static str, &'static str)],
    /// The `grant_type` that tells it from other operations of the same path (protocol.md 8.3).
    pub grant: Option<&'static str>,
}

impl OperationInfo {
    /// The codes that any operation may raise which signs a user in (protocol.md 3).
    pub const SIGN_IN_CODES: &'static [ErrorCode] = &[
        ErrorCode::PERSONAL_MFA_REQUIRED,
        ErrorCode::MFA_REQUIRED,
        ErrorCode::FIRST_LOGIN_PASSWORD_RESET,
        ErrorCode::COMPLETE_PROFILE,
        ErrorCode::SELF_UNLOCK,
        ErrorCode::CAPTCHA_REQUIRED,
        ErrorCode::ACCOUNT_LOCKED,
        ErrorCode::REGISTRATION_DISABLED,
        ErrorCode::EMAIL_NOT_VERIFIED,
        ErrorCode::LOCKED_AFTER_FAILURES,
        ErrorCode::FORCED_PASSWORD_RESET,
        ErrorCode::UNSAFE_PASSWORD_RESET,
    ];

    /// All codes that the operation is documented to raise, by ascending number, success left out.
    #[inline]
    pub fn codes(&self) -> Vec<ErrorCode> {
        let common = if self.signs_in { Self::SIGN_IN_CODES } else { &[] };
        let mut codes = [self.own_codes, common].concat();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The code with which the service refuses a malformed parameter, where one is known.
    pub fn refusal_of(&self, key: &str) -> Option<ErrorCode> {
        self.refusals.iter().find(|(name, _)| *name == key).map(|(_, code)| *code)
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
    /// The MFA token of a sign-in that waits for its second factor.
    Mfa,
    /// The OIDC access token.
    AccessToken,
}

impl Auth {
    /// The refusal of a call for which there is no such token.
    pub fn missing_token(self) -> BuildError {
        match self {
            Self::Mfa => BuildError::NoMfaToken,
            Self::None | Self::User | Self::AccessToken => BuildError::NotSignedIn,
        }
    }
}

/// Which of the service's hosts an operation is sent to (protocol.md 1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Base {
    /// The base URL: JSON bodies, the headers of protocol.md 1.3.
    Rest,
    /// The application's own host: form bodies, replies without envelope (protocol.md 8).
    Oidc,
    /// The connector of an Active Directory (protocol.md A7).
    AdConnector,
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
    /// The session is over when the service says so (protocol.md B2).
    EndsOnSuccess,
    /// Its success replaces the tokens of the session that was there when it was sent, and no
    /// other's (protocol.md B18).
    Rotates,
}

/// Implements [`Operation`] for a struct of parameters. After the output, each of these may follow,
/// in this order:
///
/// - `codes: [CODE]`: the codes it is documented to raise;
/// - `signs_in: true`: its section names the codes of every sign-in besides;
/// - `path: [field as "placeholder"]`: fields that stand in the path;
/// - `passwords: [field as "key"]`: fields that are encrypted;
/// - `refusals: ["key" => CODE]`: the code for a malformed parameter;
/// - `aliases: ["other" => "key"]`: keys that other clients send;
/// - `also_at: ["/path"]`: other paths of the operation;
/// - `chosen: method`: the method that chooses this call's path;
/// - `clear: method`: the method that says whether this call's passwords are encrypted;
/// - `session: Effect`, `base: Base`;
/// - `based: method`: the method that chooses this call's base.
/// - `grant: "type"`: the `grant_type` of an operation that shares its path with others.
macro_rules! operation {
    (
        $name:ident, $snake:literal, $section:literal, $summary:literal;
        $method:ident $path:literal, $auth:ident, $retry:ident => $output:ty
        $(, codes: [$($code_of:ident),* $(,)?])?
        $(, signs_in: $signs_in:literal)?
        $(, path: [$($segment:ident as $placeholder:literal),*])?
        $(, passwords: [$($field:ident as $key:literal),*])?
        $(, refusals: [$($refused:literal => $code:ident),* $(,)?])?
        $(, aliases: [$($alias:literal => $aliased:literal),*])?
        $(, also_at: [$($other:literal),*])?
        $(, chosen: $chosen:ident)?
        $(, clear: $clear:ident)?
        $(, session: $session:ident)?
        $(, base: $base:ident)?
        $(, based: $based:ident)?
        $(, grant: $grant:literal)?
    ) => {
        impl $crate::Operation for $name {
            type Output = $output;

            const INFO: $crate::OperationInfo = $crate::OperationInfo {
                name: $snake,
                summary: $summary,
                section: $section,
                method: http::Method::$method,
                path: $path,
                also_at: &[$($($other),*)?],
                base: $crate::operation::or_default!(Base, Rest $(, $base)?),
                auth: $crate::Auth::$auth,
                retry: $crate::Retry::$retry,
                session: $crate::operation::or_default!(SessionEffect, Keeps $(, $session)?),
                encrypted: &[$($($key),*)?],
                accepts_clear: $crate::operation::is_given!($($clear)?),
                own_codes: &[$($(authing_types::ErrorCode::$code_of),*)?],
                signs_in: $crate::operation::is_given!($($signs_in)?),
                refusals: &[$($(($refused, authing_types::ErrorCode::$code)),*)?],
                aliases: &[$($(($alias, $aliased)),*)?],
                grant: $crate::operation::given!($($grant)?),
            };

            $(#[inline]
            fn path(&self) -> &'static str {
                self.$chosen()
            })?

            $(#[inline]
            fn base(&self) -> $crate::Base {
                self.$based()
            })?

            $(#[inline]
            fn path_parameters(&self) -> Vec<(&'static str, &str)> {
                vec![$(($placeholder, self.$segment.as_str())),*]
            })?

            $(#[inline]
            fn passwords(&self) -> Vec<(&'static str, &authing_types::Password)> {
                let mut passwords = Vec::new();
                $(passwords.extend(
                    $crate::wire::optional(&self.$field).map(|password| ($key, password)),
                );)*
                passwords
            })?

            $(#[inline]
            fn encrypts(&self) -> bool {
                self.$clear()
            })?
        }
    };
}

macro_rules! or_default {
    ($type:ident, $default:ident) => {
        $crate::$type::$default
    };
    ($type:ident, $default:ident, $given:ident) => {
        $crate::$type::$given
    };
}

macro_rules! is_given {
    () => {
        false
    };
    ($given:tt) => {
        true
    };
}

macro_rules! given {
    () => {
        None
    };
    ($given:literal) => {
        Some($given)
    };
}

pub(crate) use {given, is_given, operation, or_default};
