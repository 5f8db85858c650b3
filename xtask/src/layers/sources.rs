//! The rule about code: paths that a crate must not name, since no manifest shows the use of `std`.

use std::fs;
use std::path::{Path, PathBuf};

use super::Layer;
use super::graph::Graph;
use super::paths;
use super::topics::Topic;
use crate::error::Error;

/// Reads the sources of every member whose row forbids paths. Tests are not looked at: neither
/// files called `tests.rs`, nor what follows `#[cfg(test)]`, since tests come last in a file.
pub(super) fn check(layers: &[Layer], graph: &Graph) -> Result<Vec<String>, Error> {
    let mut violations = Vec::new();
    for member in &graph.members {
        let Some(layer) = layers.iter().find(|layer| layer.name == member.name) else {
            continue;
        };
        if layer.never.iter().all(|topic| topic.paths.is_empty()) {
            continue;
        }
        let mut files = Vec::new();
        collect(&member.directory.join("src"), &mut files)?;
        files.sort();
        for file in files {
            let code = fs::read_to_string(&file).map_err(|error| unreadable(&file, error))?;
            let shown = file.strip_prefix(&member.directory).unwrap_or(&file);
            violations.extend(
                check_code(layer.never, &code)
                    .into_iter()
                    .map(|found| format!("{}: {}{found}", layer.name, shown.display())),
            );
        }
    }
    Ok(violations)
}

/// What one file says that its crate must not know, each as `:line names …`.
fn check_code(never: &[&Topic], code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let mut violations = Vec::new();
    for (line, path) in paths::named(code) {
        for topic in never {
            if let Some(forbidden) = topic.paths.iter().find(|forbidden| names(&path, forbidden)) {
                violations
                    .push(format!(":{line} names `{forbidden}`; it must not know {}", topic.name));
            }
        }
    }
    violations.dedup();
    violations
}

/// Whether the segments of `forbidden` follow each other in `path`.
fn names(path: &[String], forbidden: &str) -> bool {
    let forbidden: Vec<_> = forbidden.split("::").collect();
    path.windows(forbidden.len()).any(|part| part == forbidden)
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let entries = fs::read_dir(directory).map_err(|error| unreadable(directory, error))?;
    for entry in entries {
        let path = entry.map_err(|error| unreadable(directory, error))?.path();
        if path.is_dir() {
            if path.file_name() != Some("tests".as_ref()) {
                collect(&path, files)?;
            }
        } else if path.extension() == Some("rs".as_ref())
            && path.file_name() != Some("tests.rs".as_ref())
        {
            files.push(path);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, source: std::io::Error) -> Error {
    Error::File { action: "read", path: path.into(), source }
}

#[cfg(test)]
mod tests {
    use super::check_code;
    use crate::layers::topics::{ASYNC, CLOCKS, FILES};

    #[test]
    fn a_forbidden_path_fails_with_its_line() {
        let code = "use std::time::{Duration, Instant};\n\nfn f() { std::fs::read(\"x\") }\n";
        assert_eq!(
            check_code(&[&CLOCKS, &FILES], code),
            [
                ":1 names `std::time::Instant`; it must not know clocks",
                ":3 names `std::fs`; it must not know files",
            ]
        );
    }

    #[test]
    fn an_async_function_fails() {
        let found = check_code(&[&ASYNC], "pub async fn send() {}\n");
        assert_eq!(found, [":1 names `async`; it must not know async code"]);
    }

    #[test]
    fn a_longer_name_is_another_name() {
        assert!(check_code(&[&FILES], "use std::fsync; use my::fs;").is_empty());
    }

    #[test]
    fn tests_may_name_anything() {
        assert!(check_code(&[&FILES], "#[cfg(test)]\nmod tests { use std::fs; }").is_empty());
    }
}
