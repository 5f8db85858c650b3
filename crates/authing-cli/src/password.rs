//! Where a password comes from: standard input, the environment, or a person at a terminal. Never
//! an argument, which other users of the machine can see.

use std::io::{self, IsTerminal as _, Read};

use authing::types::Password;

use crate::failure::{Failure, Refused};

/// The variable that a password may come from.
pub(crate) const PASSWORD_VARIABLE: &str = "AUTHING_PASSWORD";

/// The most that is read from standard input, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// The password of a command.
#[derive(Debug, clap::Args)]
pub(crate) struct PasswordArgs {
    /// Read the password from standard input; one newline at its end is not part of it.
    ///
    /// Without it the password is that of AUTHING_PASSWORD, or is asked for on the terminal.
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

impl PasswordArgs {
    /// The password of an existing account.
    pub(crate) fn read(&self) -> Result<Password, Refused> {
        self.read_with(Source::real(), ask)
    }

    /// A password to set: whoever types it types it twice.
    pub(crate) fn read_new(&self) -> Result<Password, Refused> {
        self.read_with(Source::real(), |prompt| {
            let first = ask(prompt)?;
            if ask("The same password again: ")? != first {
                return Err(Failure::input("the two passwords differ: type the same one twice"));
            }
            Ok(first)
        })
    }

    /// Any text that may become a password, also one that no account can have.
    pub(crate) fn read_text(&self) -> Result<String, Failure> {
        self.text_with(Source::real(), ask)
    }

    fn read_with(
        &self,
        source: Source<impl Read>,
        ask: impl FnOnce(&str) -> Result<String, Failure>,
    ) -> Result<Password, Refused> {
        Ok(Password::parse(self.text_with(source, ask)?)?)
    }

    fn text_with(
        &self,
        source: Source<impl Read>,
        ask: impl FnOnce(&str) -> Result<String, Failure>,
    ) -> Result<String, Failure> {
        let text = if self.password_stdin {
            from_reader(source.input)?
        } else if let Some(text) = source.variable {
            text
        } else if source.is_terminal {
            ask("Password: ")?
        } else {
            return Err(Failure::input(format!(
                "no password: use --password-stdin, set {PASSWORD_VARIABLE}, or run on a terminal"
            )));
        };
        Ok(text)
    }
}

/// What a password can be read from.
pub(crate) struct Source<R> {
    input: R,
    /// The password in the environment.
    pub(crate) variable: Option<String>,
    is_terminal: bool,
}

impl Source<io::Stdin> {
    /// What there is outside of tests.
    pub(crate) fn real() -> Self {
        Self {
            input: io::stdin(),
            variable: std::env::var(PASSWORD_VARIABLE).ok().filter(|text| !text.is_empty()),
            is_terminal: io::stdin().is_terminal(),
        }
    }
}

/// All of standard input but one newline at its end.
pub(crate) fn from_reader(input: impl Read) -> Result<String, Failure> {
    let mut text = String::new();
    input.take(MAX_BYTES).read_to_string(&mut text).map_err(|error| {
        Failure::input("the password on standard input cannot be read").caused_by(&error)
    })?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}

/// What a person types, unseen.
pub(crate) fn ask(prompt: &str) -> Result<String, Failure> {
    rpassword::prompt_password(prompt)
        .map_err(|error| Failure::input("the terminal gave no password").caused_by(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &str, variable: Option<&str>, stdin: bool) -> Result<String, String> {
        let source = Source {
            input: input.as_bytes(),
            variable: variable.map(str::to_owned),
            is_terminal: false,
        };
        let args = PasswordArgs { password_stdin: stdin };
        args.read_with(source, |_| unreachable!("there is no terminal"))
            .map(|password| password.expose_secret().to_owned())
            .map_err(|refused| format!("{refused:?}"))
    }

    #[test]
    fn exactly_one_newline_is_taken_off() {
        for (input, password) in
            [("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("a", "a"), (" a ", " a ")]
        {
            assert_eq!(read(input, None, true).as_deref(), Ok(password));
        }
    }

    #[test]
    fn standard_input_comes_before_the_variable_and_only_where_asked_for() {
        assert_eq!(read("typed\n", Some("set"), true).as_deref(), Ok("typed"));
        assert_eq!(read("typed\n", Some("set"), false).as_deref(), Ok("set"));
        let refused = read("typed\n", None, false).unwrap_err();
        assert!(refused.contains("--password-stdin"), "{refused}");
    }

    #[test]
    fn a_terminal_is_asked_last() {
        let source = Source { input: io::empty(), variable: None, is_terminal: true };
        let args = PasswordArgs { password_stdin: false };
        let password = args.read_with(source, |_| Ok("typed".to_owned())).unwrap();
        assert_eq!(password.expose_secret(), "typed");
    }
}
