//! From the command line to a command, and from its end to an exit code.

use std::ffi::OsString;
use std::io::IsTerminal as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Args as _, FromArgMatches as _};

use crate::commands::{self, Row, oidc_sign_in};
use crate::completions::Completions;
use crate::demo::Demo;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::local::{BuildAuthorizeUrlArgs, ComputePasswordSecurityLevelArgs};
use crate::output::Output;
use crate::sandbox::SandboxArgs;
use crate::settings::Settings;
use crate::shown::Answer;

const ABOUT: &str = "Sign users in with Authing from a shell; run the service offline";

const LONG_ABOUT: &str = "\
Sign users in with the Authing authentication service from a shell, or with the sandbox, an offline
copy of the service that runs on this machine.";

const EXAMPLES: &str = "\
Examples:
  authing demo                                  Try everything, offline

  authing sandbox --listen 127.0.0.1:0          The service on this machine; prints its URL
  export AUTHING_HOST=http://127.0.0.1:PORT     In another shell, with that URL

  authing register-by-email ann@example.com     Asks for a password
  authing login-by-account ann@example.com
  authing current-user --json
  authing logout

Passwords come from the terminal, from --password-stdin, or from AUTHING_PASSWORD; the old one of
update-password likewise, from --old-password-stdin or AUTHING_OLD_PASSWORD. With both flags the
first line of standard input is the old password.

Through the proxy that https_proxy or all_proxy names (http://user:password@host:port), but for the
hosts of no_proxy and for this machine; upper-case names do as well.

Exit codes:
  0  done                                 3  no usable answer from the service
  1  the service refused                  4  not signed in (2020)
  2  bad usage or input; nothing was sent, or the session file is of no use
  5  a further step is needed: a second factor, a new password, a binding

With --json exactly one object is printed: {\"data\": …}, {\"error\": {\"code\", \"name\", \"message\",
\"hint\"}}, or {\"next\": {\"code\", \"name\", …}} where a further step is needed. Tokens are left out
without --show-secrets.";

/// The whole command line.
pub(crate) fn program() -> clap::Command {
    let program = clap::Command::new("authing")
        .version(env!("CARGO_PKG_VERSION"))
        .about(ABOUT)
        .long_about(LONG_ABOUT)
        .after_help(EXAMPLES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .max_term_width(100)
        .subcommands(commands::ALL.iter().map(Row::to_clap))
        .subcommands(oidc_sign_in::to_clap())
        .subcommand(ComputePasswordSecurityLevelArgs::to_clap())
        .subcommand(BuildAuthorizeUrlArgs::to_clap())
        .subcommand(SandboxArgs::augment_args(clap::Command::new("sandbox")))
        .subcommand(Demo::augment_args(clap::Command::new("demo")))
        .subcommand(Completions::augment_args(clap::Command::new("completions")));
    Settings::augment_args(program).about(ABOUT).long_about(LONG_ABOUT)
}

/// Runs the program.
pub(crate) fn run(arguments: Vec<OsString>) -> Exit {
    let wants_json = arguments.iter().skip(1).take_while(|a| *a != "--").any(|a| a == "--json");
    let early = Output { json: wants_json };
    let matches = match program().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return not_parsed(early, error),
    };
    let settings = match Settings::from_arg_matches(&matches) {
        Ok(settings) => settings,
        Err(error) => return not_parsed(early, error),
    };
    let output = Output { json: settings.json };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(command(&matches, &settings, output)),
        Err(error) => Err(Failure::input("the system gives no event queue").caused_by(&error)),
    };
    done.unwrap_or_else(|failure| output.failure(&failure))
}

async fn command(
    matches: &ArgMatches,
    settings: &Settings,
    output: Output,
) -> Result<Exit, Failure> {
    let usage = |error: clap::Error| Failure::input(error.to_string());
    match matches.subcommand() {
        Some(("sandbox", matches)) => {
            let arguments = SandboxArgs::from_arg_matches(matches).map_err(usage)?;
            arguments.run(settings, output).await?;
            Ok(Exit::Success)
        }
        Some(("demo", matches)) => {
            Ok(Demo::from_arg_matches(matches).map_err(usage)?.run(output).await)
        }
        Some(("completions", matches)) => {
            let arguments = Completions::from_arg_matches(matches).map_err(usage)?;
            arguments.run(output, program())?;
            Ok(Exit::Success)
        }
        Some((ComputePasswordSecurityLevelArgs::NAME, matches)) => {
            let arguments = ComputePasswordSecurityLevelArgs::from_arg_matches(matches);
            Ok(output.conclude(arguments.map_err(usage)?.run()))
        }
        Some((BuildAuthorizeUrlArgs::NAME, matches)) => {
            let arguments = BuildAuthorizeUrlArgs::from_arg_matches(matches).map_err(usage)?;
            Ok(output.conclude(arguments.run(settings).await))
        }
        Some((name, matches)) => {
            if let Some(row) = oidc_sign_in::find(name) {
                return Ok(output.conclude(row.run(matches, settings).await));
            }
            let row = commands::ALL.iter().find(|row| row.name() == name);
            let row = row.ok_or_else(|| Failure::input(format!("no command {name}")))?;
            let answer: Result<Answer, Failure> = row.run(matches, settings).await;
            Ok(output.conclude(answer))
        }
        None => Err(Failure::input("no command: authing --help lists them")),
    }
}

/// Help and version are no errors; usage errors are told in the way that was asked for.
fn not_parsed(output: Output, mut error: clap::Error) -> Exit {
    let rendered = |error: &clap::Error, is_terminal: bool| {
        let text = error.render();
        if is_terminal { text.ansi().to_string() } else { text.to_string() }
    };
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        output.text(&rendered(&error, std::io::stdout().is_terminal()));
        return Exit::Success;
    }
    hide_stray_argument(&mut error);
    if output.json {
        output.failure(&usage_failure(&rendered(&error, false)))
    } else {
        output.complain(&rendered(&error, std::io::stderr().is_terminal()));
        Exit::BadInput
    }
}

/// A stray argument, or a value where none belongs, may be a password: it is not repeated.
fn hide_stray_argument(error: &mut clap::Error) {
    let kind = match error.kind() {
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        ErrorKind::TooManyValues => ContextKind::InvalidValue,
        _ => return,
    };
    let is_stray = |value: &ContextValue| match value {
        ContextValue::String(text) => kind == ContextKind::InvalidValue || !text.starts_with('-'),
        _ => false,
    };
    if error.get(kind).is_some_and(is_stray) {
        let hidden = "(not shown, it may be a password; passwords are never arguments)";
        error.insert(kind, ContextValue::String(hidden.to_owned()));
    }
}

/// The first paragraph of what clap says, on one line.
fn usage_failure(text: &str) -> Failure {
    let paragraph = text.split("\n\n").next().unwrap_or(text);
    let paragraph = paragraph.strip_prefix("error: ").unwrap_or(paragraph);
    let words: Vec<_> = paragraph.split_whitespace().collect();
    Failure::input(words.join(" ")).with_hint("authing --help lists commands and settings")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        program().debug_assert();
    }

    #[test]
    fn settings_may_stand_before_and_after_the_command() {
        for line in [
            ["authing", "--host", "http://a.example", "--json", "logout"],
            ["authing", "logout", "--host", "http://a.example", "--json"],
            ["authing", "--json", "logout", "--host", "http://a.example"],
        ] {
            let matches = program().try_get_matches_from(line).unwrap();
            let settings = Settings::from_arg_matches(&matches).unwrap();
            assert!(settings.json, "{line:?}");
            assert!(format!("{settings:?}").contains("http://a.example"), "{line:?}");
        }
    }
}
