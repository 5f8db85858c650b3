//! The envelope of a reply (protocol.md 1.6), with all its odd forms.

mod envelope;
mod place;
mod retry_after;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use authing_types::{ErrorCode, FirstLoginToken, MfaToken, User, UserPart, json, lenient};

use crate::error::{DecodeError, ServiceError};
use crate::oidc::TokenSet;
use crate::{ApplicationConfig, IdTokenReply};
use envelope::Envelope;
use place::place;
use retry_after::retry_after;

/// What JSON allows around a value (RFC 8259, 2).
const JSON_WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// How many characters of an answer that is not JSON an error shows.
const START_CHARS: usize = 200;

/// A reply whose envelope has been read: what the service decided, and its data unread.
#[non_exhaustive]
pub struct Reply<'a> {
    /// The effective code: `apiCode`, else `code`, else `statusCode`, else the HTTP status
    /// (protocol.md 1.6). 200 when the HTTP status is a success and the body names no code.
    pub code: ErrorCode,
    /// The HTTP status.
    pub status: StatusCode,
    /// The service's message; empty when there is none.
    pub message: String,
    /// The id of the request, from the body or the header `x-request-id`.
    pub request_id: Option<String>,
    /// What the header `Retry-After` asks for: its seconds, or the time from the reply's own `Date`
    /// to the date that it gives, zero where that is past. `None` for a date without a `Date`.
    pub retry_after: Option<Duration>,
    /// The value of `data`, or the whole body when it has no such key. May hold secrets.
    data: &'a str,
    recovery_code: Option<&'a RawValue>,
    /// The whole body, without white space around it.
    whole: &'a str,
    is_enveloped: bool,
}

/// The effective code of a response, where its envelope can be read.
pub fn code_of(response: &http::Response<Bytes>) -> Option<i64> {
    Reply::read(response).ok().map(|reply| reply.code.number())
}

/// What the output of an operation must be able to do.
pub trait OperationOutput: Sized + Send + Sync {
    /// Makes the output from a reply.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the service refused, or when its data is not as promised.
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError>;

    /// Makes the output of a response with an envelope that can be read faster than by
    /// [`from_reply`](Self::from_reply), and then is the same. Nothing, unless said otherwise.
    fn fast_path(_response: &http::Response<Bytes>) -> Option<Self> {
        None
    }

    /// What the output means for the caller's session. Nothing, unless said otherwise.
    fn session_change(&self) -> SessionChange<'_> {
        SessionChange::Nothing
    }
}

/// Reads a reply that shows a user in the usual way, by one pass over the body: an envelope that
/// means success and has the user under `data`.
///
/// `None` for every other reply, which [`Reply::read`] is for. What it means is known only when all
/// of it was read, since any of its keys may come last, and its data only then; so it takes two.
pub(crate) fn user_on_fast_path(response: &http::Response<Bytes>) -> Option<User> {
    let text = std::str::from_utf8(response.body()).ok()?;
    let envelope: Envelope<'_, UserPart> = json::from_str(text).ok()?;
    let is_success = envelope.effective_code(response.status()) == ErrorCode::OK;
    envelope.data.filter(|_| is_success)?.into_user(text, "data")
}

/// What an answer means for the caller's session (protocol.md 1.7).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SessionChange<'a> {
    /// Nothing.
    Nothing,
    /// This user is signed in; the user's token, where there is one, is the one to keep.
    SignedIn(&'a User),
    /// The sign-in waits for its second factor. An existing session stays as it is.
    MfaPending(&'a MfaToken),
    /// The sign-in waits for a new password. An existing session stays as it is.
    FirstLoginPending(&'a FirstLoginToken),
    /// The new password is set for which a sign-in waited: its token is used up.
    FirstLoginDone,
    /// The caller has a fresh id token. Where the reply names no user, the present one stays.
    TokenRefreshed(&'a IdTokenReply),
    /// The token endpoint gave these tokens, which are the ones to keep.
    Tokens(&'a TokenSet),
}

impl<'a> Reply<'a> {
    /// Reads the envelope.
    ///
    /// # Errors
    ///
    /// [`DecodeError::NotJson`].
    pub fn read(response: &'a http::Response<Bytes>) -> Result<Self, DecodeError> {
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let not_json =
            || DecodeError::NotJson { status, start: masked_start(response.body()), retry_after };
        let whole = std::str::from_utf8(response.body()).map_err(|_| not_json())?;
        let whole = whole.trim_matches(JSON_WHITE_SPACE);
        let envelope = if whole.starts_with('{') {
            json::from_str::<Envelope<'_>>(whole).map_err(|_| not_json())?
        } else {
            serde_json::from_str::<IgnoredAny>(whole).map_err(|_| not_json())?;
            Envelope::default()
        };
        let is_enveloped = envelope.said().is_some() && envelope.message.is_some();
        Ok(Self {
            code: envelope.effective_code(status),
            status,
            message: envelope.message.unwrap_or_default(),
            request_id: envelope
                .request_id
                .or(envelope.unique_id)
                .or_else(|| header_text(response.headers(), "x-request-id")),
            retry_after,
            data: envelope.data.map_or(whole, RawValue::get),
            recovery_code: envelope.recovery_code,
            whole,
            is_enveloped,
        })
    }

    /// Reads a reply of the OIDC endpoints, which have no envelope (protocol.md 8.4): a claim may
    /// have the name of one of its keys. Only what has both a code and a message is taken for one.
    ///
    /// # Errors
    ///
    /// [`DecodeError::NotJson`].
    #[inline]
    pub fn read_bare(response: &'a http::Response<Bytes>) -> Result<Self, DecodeError> {
        let mut reply = Self::read(response)?;
        if reply.status.is_success() && !reply.is_enveloped {
            reply.code = ErrorCode::OK;
            reply.data = reply.whole;
        }
        Ok(reply)
    }

    /// Whether the service did what was asked.
    pub fn is_success(&self) -> bool {
        self.code == ErrorCode::OK
    }

    /// The data, read as `T`.
    ///
    /// # Errors
    ///
    /// [`DecodeError::UnexpectedData`], which names the place but repeats none of the data.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        json::from_str(self.data).map_err(|error| self.unexpected(&error))
    }

    /// The data, read as a user. Faster than [`object`](Self::object), by which a user would have
    /// to be copied before it is read.
    ///
    /// # Errors
    ///
    /// [`DecodeError::UnexpectedData`], as [`data`](Self::data).
    pub(crate) fn user(&self) -> Result<User, DecodeError> {
        self.check_object()?;
        User::from_json(self.data).map_err(|error| self.unexpected(&error))
    }

    fn unexpected(&self, error: &serde_json::Error) -> DecodeError {
        DecodeError::UnexpectedData {
            code: self.code,
            status: self.status,
            reason: self.what_is_wrong(error),
        }
    }

    /// The data, read as the object `T`. Serde alone would also read its fields from an array.
    ///
    /// # Errors
    ///
    /// [`DecodeError::UnexpectedData`], as [`data`](Self::data).
    pub fn object<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.check_object()?;
        self.data()
    }

    fn check_object(&self) -> Result<(), DecodeError> {
        if self.data.starts_with('{') {
            return Ok(());
        }
        Err(DecodeError::UnexpectedData {
            code: self.code,
            status: self.status,
            reason: "the data is not an object".to_owned(),
        })
    }

    /// The object of a success, or the refusal.
    fn into_object<T: DeserializeOwned>(self) -> Result<T, DecodeError> {
        if self.is_success() { self.object() } else { Err(self.into_refusal()) }
    }

    /// What does not fit and where, without the values that serde's own messages may quote.
    fn what_is_wrong(&self, error: &serde_json::Error) -> String {
        /// The messages that name fields and quote no values.
        const SAFE: [&str; 3] = ["missing field", "duplicate field", "the user has no id"];
        let text = error.to_string();
        if SAFE.iter().any(|start| text.starts_with(start)) {
            return text.split(" at line").next().unwrap_or_default().to_owned();
        }
        match place(self.data, error) {
            place if place.is_empty() => "the data has another form".to_owned(),
            place => format!("{place} has another form"),
        }
    }

    /// The new recovery code that the reply of B11 carries beside its data. A secret.
    pub fn recovery_code(&self) -> Option<String> {
        serde_json::from_str(self.recovery_code?.get()).ok()
    }

    /// The refusal that this reply is.
    pub fn into_refusal(self) -> DecodeError {
        #[derive(Deserialize)]
        struct OauthError {
            error: String,
            #[serde(default, deserialize_with = "lenient::text")]
            error_description: Option<String>,
        }

        if let Ok(refusal) = self.object::<OauthError>() {
            return DecodeError::Oauth {
                error: refusal.error,
                description: refusal.error_description,
                status: self.status,
                retry_after: self.retry_after,
            };
        }
        DecodeError::Service(Box::new(ServiceError {
            code: self.code,
            status: self.status,
            message: self.message,
            request_id: self.request_id,
            retry_after: self.retry_after,
            data: RawValue::from_string(self.data.to_owned()).ok(),
        }))
    }
}

impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("code", &self.code)
            .field("status", &self.status)
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .field("retry_after", &self.retry_after)
            .finish_non_exhaustive()
    }
}

/// Data that is not looked at: the operations that only do something.
impl OperationOutput for () {
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        if reply.is_success() { Ok(()) } else { Err(reply.into_refusal()) }
    }
}

impl OperationOutput for User {
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        if reply.is_success() { reply.user() } else { Err(reply.into_refusal()) }
    }

    fn fast_path(response: &http::Response<Bytes>) -> Option<Self> {
        user_on_fast_path(response)
    }

    fn session_change(&self) -> SessionChange<'_> {
        SessionChange::SignedIn(self)
    }
}

impl OperationOutput for ApplicationConfig {
    fn from_reply(reply: Reply<'_>) -> Result<Self, DecodeError> {
        reply.into_object()
    }
}

fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// The beginning of a body, for an error message: long words with a digit, which may be tokens,
/// codes or numbers, are masked.
fn masked_start(body: &[u8]) -> String {
    const SHORTEST_SECRET: usize = 4;
    let start: String = String::from_utf8_lossy(body).chars().take(START_CHARS).collect();
    let mut masked = String::with_capacity(start.len());
    let mut rest = start.as_str();
    while !rest.is_empty() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "+/=_-.@".contains(c);
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        let may_be_secret = word.len() >= SHORTEST_SECRET
            && (word.contains(|c: char| c.is_ascii_digit() || c == '@') || word.len() >= 24);
        masked.push_str(if may_be_secret { "[…]" } else { word });
        let separator = tail.chars().next().map_or(0, char::len_utf8);
        masked.extend(tail[..separator].chars().map(|c| if c.is_control() { ' ' } else { c }));
        rest = &tail[separator..];
    }
    masked
}
