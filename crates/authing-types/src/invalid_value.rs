use std::convert::Infallible;

use crate::ErrorCode;

/// A value that was refused before anything was sent.
///
/// It names the field in the words of the service's documentation (`email`, `phone`, `userPoolId`),
/// says what is wrong and what to write instead, and never repeats the value itself, which may be
/// a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {reason}")]
pub struct InvalidValue {
    field: &'static str,
    reason: &'static str,
    code: Option<ErrorCode>,
}

impl InvalidValue {
    /// A refusal of `field` because of `reason`, a phrase that continues the field's name:
    /// `"must not be empty: give the address to register"`.
    pub const fn new(field: &'static str, reason: &'static str) -> Self {
        Self { field, reason, code: None }
    }

    /// Adds the code with which the service refuses such a value.
    #[must_use]
    pub const fn with_code(mut self, code: ErrorCode) -> Self {
        self.code = Some(code);
        self
    }

    /// The same refusal under another field name, for a type that serves several fields.
    #[must_use]
    pub const fn in_field(mut self, field: &'static str) -> Self {
        self.field = field;
        self
    }

    /// The field's name as the service documents it.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// What is wrong and what to do, as a phrase that continues the field's name.
    pub const fn reason(&self) -> &'static str {
        self.reason
    }

    /// The code with which the service refuses such a value, where one is known.
    ///
    /// An operation may know better: a malformed address is 2003 on sign-up and 1020017 where a
    /// mail is asked for.
    pub const fn code(&self) -> Option<ErrorCode> {
        self.code
    }
}

/// Lets functions take `impl TryInto<Email, Error: Into<InvalidValue>>`: text is parsed, and a
/// value that is parsed already passes through.
impl From<Infallible> for InvalidValue {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
