//! Measures by the clock what the workspace costs, side by side with its floors.
//!
//! `cargo xtask bench` builds this program and runs it; what it prints goes to docs/benchmarks.md.

mod fixed;
mod load;
mod measure;
mod process;
mod report;
mod spread;
mod stopwatch;
mod surroundings;

use std::process::ExitCode;

use authing_bench::Error;
use clap::Parser;

use crate::measure::Extent;
use crate::report::Section;

/// Measure by the clock what the workspace costs
#[derive(Debug, Parser)]
struct Arguments {
    /// Measure only this; may be repeated
    #[arg(long, value_name = "NAME", value_parser = names())]
    only: Vec<String>,

    /// Measure less of everything: in less than a minute, with more noise
    #[arg(long)]
    quick: bool,

    /// Print the figures as JSON
    #[arg(long, conflicts_with = "page")]
    json: bool,

    /// Print the figures as a page of Markdown
    #[arg(long)]
    page: bool,

    /// Serve the fixed reply that the clients are measured with
    #[arg(long, hide = true)]
    serve_fixed: bool,
}

fn names() -> clap::builder::PossibleValuesParser {
    measure::ALL.iter().map(|(name, _)| *name).collect::<Vec<_>>().into()
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "a program tells why it fails")]
            {
                eprintln!("error: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Error> {
    if arguments.serve_fixed {
        return fixed::serve();
    }
    let extent = Extent { quick: arguments.quick };
    let is_wanted =
        |name: &str| arguments.only.is_empty() || arguments.only.iter().any(|only| only == name);
    let mut sections = Vec::new();
    for (name, measure) in measure::ALL.iter().filter(|(name, _)| is_wanted(name)) {
        let section = measure(extent).map_err(|error| format!("{name}: {error}"))?;
        sections.push(section);
    }
    print(&text(arguments, &sections)?);
    Ok(())
}

fn text(arguments: &Arguments, sections: &[Section]) -> Result<String, Error> {
    let surroundings = surroundings::all();
    if arguments.page {
        return Ok(report::page(sections, &surroundings));
    }
    if arguments.json {
        let surroundings: std::collections::BTreeMap<_, _> = surroundings.into_iter().collect();
        let all = serde_json::json!({ "surroundings": surroundings, "sections": sections });
        return Ok(serde_json::to_string_pretty(&all)? + "\n");
    }
    let mut text = String::new();
    for section in sections {
        text += &format!("\n{}\n", section.title);
        for row in &section.rows {
            text += &format!("  {}\n", row.line());
        }
        for note in &section.notes {
            text += &format!("  {note}\n");
        }
    }
    Ok(text)
}

#[expect(clippy::print_stdout, reason = "the figures are what the program is for")]
pub(crate) fn print(text: &str) {
    print!("{text}");
}
