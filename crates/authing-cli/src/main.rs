//! The authing program: sign users in from a shell, run the sandbox, show that the SDK works.

mod args;
mod commands;
mod completions;
mod demo;
mod exit;
mod failure;
mod local;
mod output;
mod password;
mod password_change;
mod sandbox;
mod secret;
mod settings;
mod shown;

use std::process::ExitCode;

fn main() -> ExitCode {
    args::run(std::env::args_os().collect()).into()
}
