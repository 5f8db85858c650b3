//! `authing completions`: the script that lets a shell complete the program's arguments.

use clap::ValueEnum as _;
use clap_complete::Shell;

use crate::failure::Failure;
use crate::output::Output;

/// Print the script that completes commands and flags
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Prints the script.
    pub(crate) fn run(self, output: Output, mut program: clap::Command) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut program, "authing", &mut script);
        let script = String::from_utf8(script)
            .map_err(|error| Failure::input("the script is no text").caused_by(&error))?;
        if output.json {
            let shell = self.shell.to_possible_value().map(|value| value.get_name().to_owned());
            output.value(&serde_json::json!({"data": {"shell": shell, "script": script}}));
        } else {
            output.text(&script);
        }
        Ok(())
    }
}
