use authing::operations::UpdatePhone;
use authing::types::{CountryCode, Phone};
use authing::{InvalidValue, OldPhone};

use super::Command;
use super::arguments::{PhoneArgs, code};
use crate::failure::Refused;

/// The arguments of A20.
#[derive(Debug, clap::Args)]
pub(crate) struct UpdatePhoneArgs {
    #[command(flatten)]
    phone: PhoneArgs,
    /// The code from the SMS to the new phone
    #[arg(value_name = "CODE")]
    phone_code: String,
    /// The phone to replace, where the user pool wants it proved too
    #[arg(long, value_name = "PHONE", requires = "old_phone_code")]
    old_phone: Option<String>,
    /// The code from the SMS to the phone to replace
    #[arg(long, value_name = "CODE", requires = "old_phone")]
    old_phone_code: Option<String>,
    /// The calling code of the phone to replace, like +86, which is the default
    #[arg(long, value_name = "CODE", requires = "old_phone")]
    old_phone_country_code: Option<String>,
}

impl Command for UpdatePhoneArgs {
    type Operation = UpdatePhone;

    fn operation(self) -> Result<UpdatePhone, Refused> {
        let phone_code = code("phoneCode", self.phone_code)?;
        let old = match (self.old_phone, self.old_phone_code) {
            (Some(phone), Some(sent)) => {
                let phone = old_phone(phone, self.old_phone_country_code)?;
                Some(OldPhone::new(phone, code("oldPhoneCode", sent)?))
            }
            _ => None,
        };
        Ok(UpdatePhone::new(self.phone.parse()?, phone_code, old))
    }
}

fn old_phone(number: String, country_code: Option<String>) -> Result<Phone, InvalidValue> {
    let phone = Phone::parse(number).map_err(|invalid| invalid.in_field("oldPhone"))?;
    let Some(country_code) = country_code else {
        return Ok(phone);
    };
    let country_code = CountryCode::parse(country_code)
        .map_err(|invalid| invalid.in_field("oldPhoneCountryCode"))?;
    Ok(phone.with_country_code(country_code))
}
