use super::{PhoneKey, Pool};
use authing_types::CountryCode;

/// What a user may be found by, as text that may belong to nobody.
#[derive(Debug)]
pub(crate) enum Identifier {
    Username(String),
    /// In any case.
    Email(String),
    /// With the default calling code.
    Phone(String),
}

impl Pool {
    /// Whether somebody has an identifier.
    pub(crate) fn has(&self, identifier: &Identifier) -> bool {
        match identifier {
            Identifier::Username(name) => self.by_username.contains_key(name),
            Identifier::Email(address) => self.by_email.contains_key(&address.to_lowercase()),
            Identifier::Phone(number) => {
                let country_code = CountryCode::DEFAULT.to_owned();
                self.by_phone.contains_key(&PhoneKey { country_code, number: number.clone() })
            }
        }
    }
}
