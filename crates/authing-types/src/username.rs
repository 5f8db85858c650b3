use crate::text::text_value;

text_value! {
    /// A user name; the service tells upper from lower case (protocol.md A2).
    ///
    /// Not empty and free of control characters; the rest is the pool's own rule
    /// (protocol.md 7: the clients check nothing more).
    Username, field: "username", check: |text| check_name(
        text,
        "must not be empty: choose a user name",
    )
}

text_value! {
    /// What a user types to be recognised: a phone number, an e-mail address or a user name
    /// (protocol.md A4). The same rule as [`Username`].
    Account, field: "account", check: |text| check_name(
        text,
        "must not be empty: type a phone number, an e-mail address or a user name",
    )
}

fn check_name(text: &str, when_empty: &'static str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err(when_empty);
    }
    if text.chars().any(char::is_control) {
        return Err("holds a control character: type it without line breaks and tabs");
    }
    Ok(())
}
