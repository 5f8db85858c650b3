//! Small pieces of the parameters' wire form.

#[cfg(feature = "server")]
pub(crate) mod query;
pub(crate) mod secrets;

use serde::Serializer;

use authing_types::{FirstLoginToken, Password, VerificationCode};

/// Writes a verification code in clear text, as the service takes it.
pub(crate) fn code<S: Serializer>(
    code: &VerificationCode,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.expose_secret())
}

/// Writes a first-login token in clear text, as the service takes it.
pub(crate) fn first_login_token<S: Serializer>(
    token: &FirstLoginToken,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(token.expose_secret())
}

/// A password that is there, whether the field is optional or not.
pub(crate) fn optional(field: &impl PasswordField) -> Option<&Password> {
    field.password()
}

pub(crate) trait PasswordField {
    fn password(&self) -> Option<&Password>;
}

impl PasswordField for Password {
    fn password(&self) -> Option<&Password> {
        Some(self)
    }
}

impl PasswordField for Option<Password> {
    fn password(&self) -> Option<&Password> {
        self.as_ref()
    }
}
