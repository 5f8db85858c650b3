//! Small pieces of the parameters' wire form.

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

/// An optional bool that travels in a query, as text; also read from a JSON bool.
pub(crate) mod bool_text {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::{Serialize, Serializer};

    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Form {
        Bool(bool),
        Text(String),
    }

    #[expect(clippy::ref_option, reason = "the signature that serde asks for")]
    pub(crate) fn serialize<S: Serializer>(
        value: &Option<bool>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<bool>, D::Error> {
        match Option::<Form>::deserialize(deserializer)? {
            None => Ok(None),
            Some(Form::Bool(value)) => Ok(Some(value)),
            Some(Form::Text(text)) => match text.as_str() {
                "true" => Ok(Some(true)),
                "false" => Ok(Some(false)),
                _ => Err(D::Error::custom("is neither true nor false")),
            },
        }
    }
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

/// A number that travels in a query, as text; also read from a JSON number.
pub(crate) fn number_text<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<u32, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Form {
        Number(u32),
        Text(String),
    }

    match serde::Deserialize::deserialize(deserializer)? {
        Form::Number(number) => Ok(number),
        Form::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}
