use std::fmt;

use crate::text::{text_conversions, text_value};
use crate::{ErrorCode, InvalidValue};

text_value! {
    /// The national part of a phone number: 5 to 15 digits, without prefix.
    ///
    /// The service answers code 500 to a malformed number (protocol.md A10). The digits are those
    /// of E.164; the lower bound is an assumption (protocol.md 7).
    PhoneNumber, field: "phone", check: check_number, code: ErrorCode::SERVER_ERROR
}

text_value! {
    /// A country's calling code with its plus sign: `+86`, `+1`, `+852` (protocol.md 7).
    CountryCode, field: "phoneCountryCode", check: check_country_code,
    code: ErrorCode::SERVER_ERROR
}

impl CountryCode {
    /// The code that the service takes when none is given: `+86` (protocol.md A10).
    pub const DEFAULT: &str = "+86";
}

/// A phone number with its country's calling code, if one was given.
///
/// Written as `18812348888`, or with the calling code and one space as `+86 18812348888`. Without
/// a calling code the service takes `+86`.
///
/// ```
/// use authing_types::Phone;
///
/// let phone = Phone::parse("+1 2025550123")?;
/// assert_eq!(phone.number().as_str(), "2025550123");
/// assert_eq!(phone.country_code().map(|code| code.as_str()), Some("+1"));
/// assert!(Phone::parse("not a number").is_err());
/// # Ok::<(), authing_types::InvalidValue>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    country_code: Option<CountryCode>,
    number: PhoneNumber,
}

impl Phone {
    /// A number without calling code.
    pub const fn new(number: PhoneNumber) -> Self {
        Self { country_code: None, number }
    }

    /// The same number with a calling code.
    #[must_use]
    pub fn with_country_code(mut self, country_code: CountryCode) -> Self {
        self.country_code = Some(country_code);
        self
    }

    /// Reads `18812348888` or `+86 18812348888`.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for the field `phone` or `phoneCountryCode`.
    pub fn parse(text: impl Into<String>) -> Result<Self, InvalidValue> {
        let text = text.into();
        if !text.starts_with('+') {
            return PhoneNumber::parse(text).map(Self::new);
        }
        let Some((country_code, number)) = text.split_once(' ') else {
            return Err(InvalidValue::new(
                "phone",
                "needs a space after the country code: write it like +86 18812348888",
            )
            .with_code(ErrorCode::SERVER_ERROR));
        };
        let country_code = CountryCode::parse(country_code)?;
        Ok(Self::new(PhoneNumber::parse(number)?).with_country_code(country_code))
    }

    /// The calling code, if one was given.
    pub const fn country_code(&self) -> Option<&CountryCode> {
        self.country_code.as_ref()
    }

    /// The national part.
    pub const fn number(&self) -> &PhoneNumber {
        &self.number
    }

    /// Both parts, as the wire takes them.
    pub fn into_parts(self) -> (Option<CountryCode>, PhoneNumber) {
        (self.country_code, self.number)
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.country_code {
            Some(code) => write!(f, "{code} {}", self.number),
            None => self.number.fmt(f),
        }
    }
}

text_conversions!(Phone);

fn check_number(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("must not be empty: type the phone number");
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("may hold digits only: write it like 18812348888");
    }
    if !(5..=15).contains(&text.len()) {
        return Err("must have 5 to 15 digits: write the number without its country code");
    }
    Ok(())
}

fn check_country_code(text: &str) -> Result<(), &'static str> {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let is_code = (1..=4).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_code {
        return Err("must be a plus sign and 1 to 4 digits: write it like +86");
    }
    Ok(())
}
