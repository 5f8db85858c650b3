//! What pieces of work may allocate and how many instructions they may take.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Deserialize;

use super::{build, callgrind, program};
use crate::error::Error;
use crate::workspace::Workspace;

/// By how much instructions may exceed the budget when its own compiler has built the programs.
const TOLERANCE: f64 = 0.02;

/// By how much they may with any other compiler, whose code is another.
const TOLERANCE_OF_OTHERS: f64 = 0.10;

/// Names of work that is not ours begin so.
pub(super) const FLOOR: &str = "floor: ";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// The compiler and the processor's kind that the instructions are of.
    compiler: String,
    allocations: BTreeMap<String, u64>,
    instructions: BTreeMap<String, u64>,
}

/// Counts, and fails where the budget is exceeded or does not name what is counted.
pub(super) fn check(workspace: &Workspace) -> Result<(), Error> {
    let path = path(workspace);
    let file = |source| Error::File { action: "read", path: path.clone(), source };
    let text = std::fs::read_to_string(&path).map_err(file)?;
    let budget: Budget = toml::from_str(&text)
        .map_err(|error| Error::Found(format!("{}: {}", path.display(), error.message())))?;
    let counted = count(workspace)?;
    let found = budget.exceeded_by(&counted);
    if found.is_empty() {
        println!("{} pieces of work are within the budget", counted.allocations.len());
        return Ok(());
    }
    Err(Error::Found(format!(
        "{}\n`cargo xtask bench --renew-budget` writes what is counted as the new budget",
        found.join("\n")
    )))
}

/// Counts, and writes the budget.
pub(super) fn renew(workspace: &Workspace) -> Result<(), Error> {
    let path = path(workspace);
    let file = |source| Error::File { action: "write", path: path.clone(), source };
    std::fs::write(&path, count(workspace)?.to_toml()).map_err(file)
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.root().join("crates/authing-bench/budget.toml")
}

fn count(workspace: &Workspace) -> Result<Budget, Error> {
    build(workspace, &["--package", "authing-bench", "--no-default-features", "--bins"])?;
    let version = workspace.rustc(&["--version"]).read()?;
    let allocations = program(workspace, "count-allocations");
    let allocations = workspace.program(&allocations, &[]).read()?;
    Ok(Budget {
        compiler: format!("{} on {}", version.trim(), std::env::consts::ARCH),
        allocations: columns(&allocations)?,
        instructions: callgrind::count(workspace, &program(workspace, "count-instructions"))?,
    })
}

/// The first number of each line, by the name before it; floors left out.
fn columns(text: &str) -> Result<BTreeMap<String, u64>, Error> {
    let mut counts = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with(FLOOR)) {
        let mut columns = line.split('\t');
        let (name, count) = (columns.next().unwrap_or_default(), columns.next());
        let Some(Ok(count)) = count.map(str::parse) else {
            let command = "count-allocations".to_owned();
            return Err(Error::Answer { command, reason: format!("{line:?} holds no count") });
        };
        counts.insert(name.to_owned(), count);
    }
    Ok(counts)
}

impl Budget {
    /// What exceeds this budget, one line each.
    fn exceeded_by(&self, counted: &Self) -> Vec<String> {
        let is_same = self.compiler == counted.compiler;
        let tolerance = if is_same { TOLERANCE } else { TOLERANCE_OF_OTHERS };
        if !is_same {
            eprintln!(
                "the budget's instructions are of {}, these of {}: {:.0} % more are allowed",
                self.compiler,
                counted.compiler,
                tolerance * 100.0
            );
        }
        let mut found = exceeded("allocations", &self.allocations, &counted.allocations, 0.0);
        let instructions = &counted.instructions;
        found.extend(exceeded("instructions", &self.instructions, instructions, tolerance));
        found
    }

    fn to_toml(&self) -> String {
        let mut text = HEAD.to_owned();
        let _ = writeln!(text, "compiler = {:?}", self.compiler);
        for (table, counts) in
            [("allocations", &self.allocations), ("instructions", &self.instructions)]
        {
            let _ = writeln!(text, "\n[{table}]");
            for (name, count) in counts {
                let _ = writeln!(text, "{name:?} = {count}");
            }
        }
        text
    }
}

const HEAD: &str = "\
# What pieces of work may cost: allocations and instructions of one run. `cargo xtask bench --check-budget`
# fails above it, `cargo xtask bench --renew-budget` writes what is counted. Whoever renews it says why in the commit.
";

fn exceeded(
    unit: &str,
    budget: &BTreeMap<String, u64>,
    counted: &BTreeMap<String, u64>,
    tolerance: f64,
) -> Vec<String> {
    let mut found = Vec::new();
    for (name, count) in counted {
        match budget.get(name) {
            None => found.push(format!("{name}: has no budget of {unit}")),
            Some(limit) if *count as f64 > *limit as f64 * (1.0 + tolerance) => {
                found.push(format!("{name}: {count} {unit}, and the budget is {limit}"));
            }
            Some(_) => {}
        }
    }
    let gone = budget.keys().filter(|name| !counted.contains_key(*name));
    found.extend(gone.map(|name| format!("{name}: has a budget of {unit} and is not counted")));
    found
}

#[cfg(test)]
mod tests {
    use super::{Budget, columns};

    fn budget(allocations: u64, instructions: u64) -> Budget {
        Budget {
            compiler: "rustc 1".into(),
            allocations: [("build".to_owned(), allocations)].into(),
            instructions: [("build".to_owned(), instructions)].into(),
        }
    }

    #[test]
    fn a_single_allocation_too_much_is_found() {
        let allowed = budget(5, 1000);
        assert!(allowed.exceeded_by(&budget(5, 1000)).is_empty());
        assert!(allowed.exceeded_by(&budget(4, 900)).is_empty());
        assert_eq!(
            allowed.exceeded_by(&budget(6, 1000)),
            ["build: 6 allocations, and the budget is 5"]
        );
    }

    #[test]
    fn instructions_have_a_tolerance_that_another_compiler_widens() {
        let allowed = budget(5, 1000);
        assert!(allowed.exceeded_by(&budget(5, 1020)).is_empty());
        let found = ["build: 1021 instructions, and the budget is 1000"];
        assert_eq!(allowed.exceeded_by(&budget(5, 1021)), found);
        let other = |instructions| Budget { compiler: "rustc 2".into(), ..budget(5, instructions) };
        assert!(allowed.exceeded_by(&other(1100)).is_empty());
        assert_eq!(allowed.exceeded_by(&other(1101)).len(), 1);
    }

    #[test]
    fn what_is_new_or_gone_is_found() {
        let mut counted = budget(5, 1000);
        counted.allocations.insert("decode".into(), 1);
        counted.instructions.clear();
        assert_eq!(
            budget(5, 1000).exceeded_by(&counted),
            [
                "decode: has no budget of allocations",
                "build: has a budget of instructions and is not counted"
            ]
        );
    }

    #[test]
    fn a_budget_is_read_as_it_is_written() {
        let written = budget(5, 1000).to_toml();
        let read: Budget = toml::from_str(&written).unwrap();
        assert_eq!(read.to_toml(), written);
    }

    #[test]
    fn floors_are_not_ours_to_hold() {
        let counts = columns("floor: build\t9\t900\nbuild\t5\t500\n").unwrap();
        assert_eq!(counts, [("build".to_owned(), 5)].into());
        assert!(columns("build\n").is_err());
    }
}
