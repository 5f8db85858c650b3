use std::hash::{Hash, Hasher};

use email_address::{EmailAddress, Options};

use crate::ErrorCode;
use crate::text::text_parsing;

/// An e-mail address.
///
/// The form is that of RFC 5322 with a host name of at least two labels, checked by the
/// `email_address` crate; display names (`Ann <ann@…>`) and address literals (`ann@[127.0.0.1]`)
/// are refused. The service stores addresses in lower case and compares them without regard to
/// case (protocol.md A1), and so does this type; [`as_str`](Self::as_str) keeps what was typed.
#[derive(Clone, Debug)]
pub struct Email(String);

text_parsing!(Email, field: "email", check: check_email, code: ErrorCode::MALFORMED_EMAIL);

impl Email {
    /// The address in lower case, as the service stores it.
    pub fn to_canonical(&self) -> String {
        self.0.to_lowercase()
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.to_canonical() == other.to_canonical()
    }
}

impl Eq for Email {}

impl Hash for Email {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_canonical().hash(state);
    }
}

fn check_email(text: &str) -> Result<(), &'static str> {
    let options =
        Options::default().with_required_tld().without_domain_literal().without_display_text();
    EmailAddress::parse_with_options(text, options)
        .map(|_| ())
        .map_err(|_| "is not an e-mail address: write it like ann@example.com")
}
