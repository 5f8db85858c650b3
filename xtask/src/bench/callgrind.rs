//! Counting instructions with callgrind, which counts the same on a busy machine and an idle one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::budget::FLOOR;
use crate::error::Error;
use crate::workspace::Workspace;

/// The instructions of one run of each piece of work.
///
/// The program prints a line for each call of the function that is counted: a name, and how many
/// runs of the work it was. Callgrind writes a file for each of these calls, numbered from 1.
pub(super) fn count(workspace: &Workspace, program: &Path) -> Result<BTreeMap<String, u64>, Error> {
    let directory = workspace.scratch()?.join("callgrind");
    let file = |action| {
        let path = directory.clone();
        move |source| Error::File { action, path, source }
    };
    if directory.exists() {
        fs::remove_dir_all(&directory).map_err(file("empty"))?;
    }
    fs::create_dir_all(&directory).map_err(file("create"))?;
    let output = format!("--callgrind-out-file={}", directory.join("out").display());
    let program = program.display().to_string();
    let arguments = [
        "--tool=callgrind",
        "--quiet",
        "--collect-atstart=no",
        "--toggle-collect=count_instructions::counted_by_callgrind",
        "--dump-after=count_instructions::counted_by_callgrind",
        &output,
        &program,
    ];
    let printed = workspace.program(Path::new("valgrind"), &arguments).read()?;

    let mut counts = BTreeMap::new();
    for (number, line) in (1..).zip(printed.lines()) {
        let answer = |reason: &str| Error::Answer {
            command: "valgrind --tool=callgrind".to_owned(),
            reason: format!("{line:?}: {reason}"),
        };
        let (name, runs) = line.split_once('\t').ok_or_else(|| answer("holds no count of runs"))?;
        let runs: u64 = runs.parse().map_err(|_| answer("holds no count of runs"))?;
        let path = directory.join(format!("out.{number}"));
        let dump = fs::read_to_string(&path).map_err(file("read"))?;
        let total = total(&dump).ok_or_else(|| answer("callgrind wrote no total"))?;
        if total == 0 {
            return Err(answer("callgrind counted nothing"));
        }
        if !name.starts_with(FLOOR) {
            counts.insert(name.to_owned(), total / runs);
        }
    }
    Ok(counts)
}

/// The instructions of a dump.
fn total(dump: &str) -> Option<u64> {
    let line = dump
        .lines()
        .find_map(|line| line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:")))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::total;

    #[test]
    fn the_total_of_a_dump_is_read() {
        assert_eq!(total("events: Ir\nsummary: 1234\n\nfn=(1)\ntotals: 1234\n"), Some(1234));
        assert_eq!(total("fn=(1)\ntotals: 77\n"), Some(77));
        assert_eq!(total("events: Ir\n"), None);
    }
}
