//! Runs each case for callgrind, which is told to count inside of `counted_by_callgrind` alone and
//! to write its count after each call: the counts come in the order of the names that are printed.
//!
//! With a name and a number as arguments it runs that case so often, for a profiler.

use authing_bench::Error;
use authing_bench::cases::{self, Case};

/// How often each case runs while it is counted.
const RUNS: usize = 100;

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [name, runs] = &arguments[..] {
        let mut cases = cases::all()?.into_iter();
        let mut case = cases.find(|case| case.name == *name).ok_or("no case has this name")?;
        case.run(runs.parse()?);
        return Ok(());
    }
    for mut case in cases::all()? {
        case.run(2);
        counted_by_callgrind(&mut case);
        line(&case.name);
    }
    Ok(())
}

#[inline(never)]
fn counted_by_callgrind(case: &mut Case) {
    case.run(RUNS);
}

#[expect(clippy::print_stdout, reason = "the names are what the counts belong to")]
fn line(name: &str) {
    println!("{name}\t{RUNS}");
}
