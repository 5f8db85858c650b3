//! Fuzzing on the stable toolchain.

use std::path::PathBuf;

use authing_fuzz::Target;
use clap::Args;

use crate::ci::Output;
use crate::error::Error;
use crate::workspace::Workspace;

pub(crate) const LONG_ABOUT: &str = "\
Fuzz what is read from a network, a file or a camera.

Builds the targets of crates/authing-fuzz with LLVM's coverage counters, which the stable compiler has, and lets \
libFuzzer change their seeds. Needs a C++ compiler, which builds libFuzzer; no network beyond what cargo fetches.

Without --seconds each target tries a fixed number of inputs that begin with one seed number, so that a run can be \
repeated; what hash maps do by chance may still lead it elsewhere. With --seconds chance is the system's, and what was \
found to lead to new code is kept in target/fuzz-corpus for the next run.

An input that fails is kept in target/fuzz-corpus/TARGET/failed-…; when the fault is mended it belongs into \
crates/authing-fuzz/corpus/TARGET/, which `cargo test` replays.";

/// Where the counters are: at each edge, and at comparisons, whose operands libFuzzer then tries.
/// These are flags of LLVM itself, so that no nightly compiler is needed.
const COVERAGE: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// How large an input may get, in bytes: enough for each of the hostile seeds.
const MAX_BYTES: u32 = 200_000;

/// How long one input may take, in seconds, also on a busy machine; the slowest take milliseconds.
const MAX_SECONDS: u32 = 10;

/// How much memory the program may have, and one allocation of it, in megabytes.
const MAX_MEGABYTES: u32 = 1_024;

#[derive(Debug, Args)]
pub(crate) struct FuzzArgs {
    /// Fuzz only this; may be repeated
    #[arg(long, value_name = "NAME", value_parser = names())]
    target: Vec<String>,

    /// Fuzz each target for so long, instead of a fixed number of inputs
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    seconds: Option<u32>,
}

fn names() -> clap::builder::PossibleValuesParser {
    authing_fuzz::ALL.iter().map(|target| target.name).collect::<Vec<_>>().into()
}

pub(crate) fn run(workspace: &Workspace, arguments: &FuzzArgs) -> Result<(), Error> {
    let program = build(workspace)?;
    let is_wanted =
        |name: &str| arguments.target.is_empty() || arguments.target.iter().any(|it| it == name);
    let mut failed = Vec::new();
    for target in authing_fuzz::ALL.iter().filter(|target| is_wanted(target.name)) {
        match fuzz(workspace, &program, target, arguments.seconds) {
            Ok(summary) => println!("{:<16}{summary}", target.name),
            Err(Error::Failed { output, .. }) => {
                println!("{:<16}failed", target.name);
                eprintln!("{output}");
                failed.push(target.name);
            }
            Err(error) => return Err(error),
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    let commands: Vec<_> =
        failed.iter().map(|name| format!("`cargo xtask fuzz --target {name}`")).collect();
    Err(Error::Found(format!(
        "{} targets failed; the inputs are in {}; to repeat: {}",
        failed.len(),
        directory(workspace).display(),
        commands.join(", ")
    )))
}

/// Builds the program. The target platform is named so that cargo keeps the flags from procedural
/// macros and build scripts, which the compiler has to load.
fn build(workspace: &Workspace) -> Result<PathBuf, Error> {
    let version = workspace.rustc(&["--version", "--verbose"]).read()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or_else(|| {
        Error::Answer { command: "rustc --version".into(), reason: "it names no host".into() }
    })?;
    workspace
        .cargo(&[
            "build",
            "--quiet",
            "--profile=fuzz",
            "--package=authing-fuzz",
            "--bin=authing-fuzz",
            &format!("--target={host}"),
        ])
        .env("RUSTFLAGS", COVERAGE.join(" "))
        .run(Output::Shown)?;
    Ok(workspace.target().join(host).join("fuzz/authing-fuzz"))
}

/// Runs one target, and gives what libFuzzer says of it at the end.
fn fuzz(
    workspace: &Workspace,
    program: &std::path::Path,
    target: &Target,
    seconds: Option<u32>,
) -> Result<String, Error> {
    let directory = directory(workspace).join(target.name);
    let seeds = write_seeds(target, &directory)?;
    let mut arguments = vec![
        format!("-max_len={MAX_BYTES}"),
        format!("-timeout={MAX_SECONDS}"),
        format!("-rss_limit_mb={MAX_MEGABYTES}"),
        format!("-artifact_prefix={}/failed-", directory.display()),
        "-print_final_stats=1".to_owned(),
        format!("-seed_inputs=@{}", seeds.display()),
    ];
    match seconds {
        None => arguments.extend(["-seed=1".to_owned(), format!("-runs={}", target.runs)]),
        Some(seconds) => {
            let found = directory.join("found");
            create(&found)?;
            arguments.extend([format!("-max_total_time={seconds}"), found.display().to_string()]);
        }
    }
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let output = workspace
        .program(program, &arguments)
        .env("AUTHING_FUZZ_TARGET", target.name)
        .env("RUST_BACKTRACE", "0")
        .read_messages()?;
    Ok(summary(&output))
}

/// Writes the seeds as files and a list of them, which has an order where a directory has none.
fn write_seeds(target: &Target, directory: &std::path::Path) -> Result<PathBuf, Error> {
    let regressions = target.corpus_directory();
    let failed = |source| Error::File { action: "read", path: regressions.clone(), source };
    let regressions = target.regressions().map_err(failed)?;
    let inputs = target.seeds().into_iter().chain(regressions.into_iter().map(|(_, input)| input));
    let seeds = directory.join("seeds");
    create(&seeds)?;
    let mut names = Vec::new();
    for (number, input) in inputs.enumerate() {
        let path = seeds.join(format!("{number:04}"));
        write(&path, &input)?;
        names.push(path.display().to_string());
    }
    let list = directory.join("seeds.list");
    write(&list, names.join(",").as_bytes())?;
    Ok(list)
}

fn create(path: &std::path::Path) -> Result<(), Error> {
    let failed = |source| Error::File { action: "create", path: path.into(), source };
    std::fs::create_dir_all(path).map_err(failed)
}

fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |source| Error::File { action: "write", path: path.into(), source };
    std::fs::write(path, bytes).map_err(failed)
}

fn directory(workspace: &Workspace) -> PathBuf {
    workspace.target().join("fuzz-corpus")
}

/// How many inputs were tried and how many edges of the program they reached.
fn summary(output: &str) -> String {
    let last = |name: &str| {
        let line = output.lines().rev().find(|line| line.contains(name))?;
        line.split(name).nth(1)?.split_whitespace().next()
    };
    let inputs = last("stat::number_of_executed_units:").unwrap_or("?");
    let edges = last(" cov: ").unwrap_or("?");
    let memory = last("stat::peak_rss_mb:").unwrap_or("?");
    format!("ok {inputs:>9} inputs {edges:>7} edges {memory:>5} MB")
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn the_summary_is_taken_from_the_last_of_what_libfuzzer_says() {
        let output = "#2\tINITED cov: 10 ft: 11 corp: 1/1b exec/s: 0 rss: 30Mb\n\
                      #9\tDONE   cov: 412 ft: 900 corp: 5/9b exec/s: 1 rss: 31Mb\n\
                      Done 9 runs in 1 second(s)\n\
                      stat::number_of_executed_units: 9\n\
                      stat::peak_rss_mb:              44\n";
        assert_eq!(summary(output), "ok         9 inputs     412 edges    44 MB");
    }
}
