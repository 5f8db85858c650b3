//! Secrets besides passwords: tokens and the application's secret. Standard input keeps them from
//! other users of the machine, who can see arguments.

use std::io::{self, BufRead};

use authing::types::AppSecret;

use crate::failure::{Failure, Refused};

/// The longest line that is read from standard input, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// A token that is a documented parameter: the argument itself, or for `-` the next line of
/// standard input.
pub(crate) fn token(argument: String) -> Result<String, Failure> {
    if argument == "-" { line(io::stdin().lock()) } else { Ok(argument) }
}

/// The secret of an application that has one.
#[derive(Debug, clap::Args)]
pub(crate) struct ClientSecretArgs {
    /// Show the application's secret, which is the next line of standard input
    ///
    /// Without this flag the secret is that of AUTHING_APP_SECRET; where that is not set either,
    /// the application has none.
    #[arg(long)]
    client_secret_stdin: bool,
}

/// The variable that the application's secret may come from.
const APP_SECRET_VARIABLE: &str = "AUTHING_APP_SECRET";

impl ClientSecretArgs {
    pub(crate) fn read(&self) -> Result<Option<AppSecret>, Refused> {
        let text = if self.client_secret_stdin {
            Some(line(io::stdin().lock())?)
        } else {
            std::env::var(APP_SECRET_VARIABLE).ok().filter(|text| !text.is_empty())
        };
        Ok(text.map(AppSecret::parse).transpose()?)
    }
}

/// The next line, without its end.
fn line(input: impl BufRead) -> Result<String, Failure> {
    let mut text = String::new();
    input.take(MAX_BYTES).read_line(&mut text).map_err(|error| {
        Failure::input("the secret on standard input cannot be read").caused_by(&error)
    })?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err(Failure::input("no secret: standard input has no more lines"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_secret_is_a_line_of_its_own() {
        let mut input: &[u8] = b"first\r\nsecond";
        assert_eq!(line(&mut input).unwrap(), "first");
        assert_eq!(line(&mut input).unwrap(), "second");
        assert!(line(&mut input).is_err());
    }
}
