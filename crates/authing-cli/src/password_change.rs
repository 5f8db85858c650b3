//! Where the two passwords of a change come from: those of [`PasswordArgs`], and for the old one
//! sources of its own.

use std::io::{self, IsTerminal as _, Read};

use authing::types::Password;

use crate::failure::{Failure, Refused};
use crate::password::{PASSWORD_VARIABLE, PasswordArgs, Source, ask, from_reader};

/// The variable that the old password may come from.
pub(crate) const OLD_PASSWORD_VARIABLE: &str = "AUTHING_OLD_PASSWORD";

/// The new password of a user, and the old one.
#[derive(Debug, clap::Args)]
pub(crate) struct PasswordChangeArgs {
    #[command(flatten)]
    new: PasswordArgs,

    /// Read the old password from standard input, before the new one.
    ///
    /// With --password-stdin the first line is the old password and the rest is the new one;
    /// without it all of the input is the old one. Without this flag the old password is that of
    /// AUTHING_OLD_PASSWORD, or is asked for on the terminal. A user who has no password yet needs
    /// none: leave out both, or answer with an empty line.
    #[arg(long)]
    old_password_stdin: bool,
}

/// The passwords of a change.
pub(crate) struct Passwords {
    /// The one to set.
    pub(crate) new: Password,
    /// The one that there is, if there is one.
    pub(crate) old: Option<Password>,
}

impl PasswordChangeArgs {
    /// Reads both.
    pub(crate) fn read(&self) -> Result<Passwords, Refused> {
        let old = std::env::var(OLD_PASSWORD_VARIABLE).ok().filter(|text| !text.is_empty());
        self.read_with(io::stdin(), old, Source::real().variable, io::stdin().is_terminal())
    }

    fn read_with(
        &self,
        input: impl Read,
        old_variable: Option<String>,
        new_variable: Option<String>,
        is_terminal: bool,
    ) -> Result<Passwords, Refused> {
        let (old, rest) = if self.old_password_stdin && self.new.password_stdin {
            let both = from_reader(input)?;
            let (old, new) = both.split_once('\n').ok_or_else(|| {
                Failure::input("one line on standard input: give the old password, then the new")
            })?;
            (Some(old.strip_suffix('\r').unwrap_or(old).to_owned()), Some(new.to_owned()))
        } else if self.old_password_stdin {
            (Some(from_reader(input)?), None)
        } else {
            let old = match old_variable {
                Some(old) => Some(old),
                None if is_terminal && !self.new.password_stdin => {
                    Some(ask("Old password (empty if there is none): ")?)
                        .filter(|text| !text.is_empty())
                }
                None => None,
            };
            let new = self.new.password_stdin.then(|| from_reader(input)).transpose()?;
            (old, new)
        };
        let old = old.map(Password::parse).transpose();
        let old = old.map_err(|invalid| invalid.in_field("oldPassword"))?;
        let new = match rest {
            Some(new) => Password::parse(new).map_err(Refused::from),
            None if new_variable.is_none() && !is_terminal => Err(no_new_password().into()),
            None => self.new.read_new(),
        };
        match new {
            Err(Refused::Parameter(invalid)) => Err(invalid.in_field("newPassword").into()),
            new => Ok(Passwords { new: new?, old }),
        }
    }
}

fn no_new_password() -> Failure {
    Failure::input(format!(
        "no new password: use --password-stdin, set {PASSWORD_VARIABLE}, or run on a terminal"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        (old_stdin, new_stdin): (bool, bool),
        input: &str,
        old: Option<&str>,
    ) -> Result<(Option<String>, String), String> {
        let args = PasswordChangeArgs {
            new: PasswordArgs { password_stdin: new_stdin },
            old_password_stdin: old_stdin,
        };
        args.read_with(input.as_bytes(), old.map(str::to_owned), None, false)
            .map(|both| {
                let shown = |password: &Password| password.expose_secret().to_owned();
                (both.old.as_ref().map(shown), shown(&both.new))
            })
            .map_err(|refused| format!("{refused:?}"))
    }

    fn both(old: &str, new: &str) -> Result<(Option<String>, String), String> {
        Ok((Some(old.to_owned()), new.to_owned()))
    }

    #[test]
    fn the_first_line_is_the_old_password_and_the_rest_the_new() {
        assert_eq!(read((true, true), "old\nnew\n", None), both("old", "new"));
        assert_eq!(read((true, true), "old\r\nnew\r\n", Some("set")), both("old", "new"));
        assert_eq!(read((true, true), " o \n n ", None), both(" o ", " n "));
        assert!(read((true, true), "old", None).unwrap_err().contains("then the new"));
        assert!(read((true, true), "old\n", None).is_err());
        assert!(read((true, true), "\nnew\n", None).unwrap_err().contains("oldPassword"));
    }

    #[test]
    fn the_old_password_may_come_from_the_variable_or_be_missing() {
        assert_eq!(read((false, true), "new\n", Some("set")), both("set", "new"));
        assert_eq!(read((false, true), "new\n", None), Ok((None, "new".to_owned())));
    }

    #[test]
    fn without_a_new_password_nothing_is_sent() {
        let refused = read((true, false), "old\n", None).unwrap_err();
        assert!(refused.contains("no new password"), "{refused}");
    }
}
