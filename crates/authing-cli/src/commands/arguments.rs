//! Arguments that several operations have.

use authing::InvalidValue;
use authing::types::{CountryCode, Phone, VerificationCode};

/// A phone, with its calling code.
#[derive(Debug, clap::Args)]
pub(crate) struct PhoneArgs {
    /// The phone number without its country code: 18812348888
    phone: String,

    /// The country's calling code, like +86, which is the default
    #[arg(long, value_name = "CODE")]
    phone_country_code: Option<String>,
}

impl PhoneArgs {
    /// Checks the number and the calling code.
    pub(crate) fn parse(self) -> Result<Phone, InvalidValue> {
        let phone = Phone::parse(self.phone)?;
        match self.phone_country_code {
            Some(code) => Ok(phone.with_country_code(CountryCode::parse(code)?)),
            None => Ok(phone),
        }
    }
}

/// Checks a verification code, which the service calls by this name.
pub(crate) fn code(field: &'static str, text: String) -> Result<VerificationCode, InvalidValue> {
    VerificationCode::parse(text).map_err(|invalid| invalid.in_field(field))
}

/// What every sign-up has.
#[derive(Debug, clap::Args)]
pub(crate) struct SignUpArgs {
    /// Whether to sign the user in at once
    #[arg(long, value_name = "BOOL", default_value_t = true, action = clap::ArgAction::Set)]
    pub(crate) force_login: bool,

    /// JSON text for the pipelines of the user pool
    #[arg(long, value_name = "JSON")]
    pub(crate) context: Option<String>,
}

/// What every sign-in has.
#[derive(Debug, clap::Args)]
pub(crate) struct SignInArgs {
    /// Create the account where it does not exist; left to the service without this flag
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub(crate) auto_register: Option<bool>,

    /// JSON text for the pipelines of the user pool
    #[arg(long, value_name = "JSON")]
    pub(crate) context: Option<String>,
}
