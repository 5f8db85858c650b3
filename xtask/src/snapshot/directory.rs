//! Snapshots of a directory of fixtures that is a team's own: DIR/snapshots/OPERATION__CASE.snap.
//!
//! The files are written as insta writes them, so that insta and its tools read them too.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use authing_testkit::fixture::Fixture;
use authing_testkit::snapshot;
use serde_json::json;
use similar::TextDiff;

use crate::error::Error;

/// Compares what the fixtures come to with the snapshots.
pub(super) fn check(directory: &Path, json: bool) -> Result<(), Error> {
    let (current, mut problems) = current(directory)?;
    let stored = stored(directory)?;
    for (stem, (name, text)) in &current {
        match stored.get(stem) {
            None => problems.push(format!("{name} has no snapshot")),
            Some(old) if old != text => {
                problems.push(format!("{name} differs:\n{}", difference(old, text)));
            }
            Some(_) => {}
        }
    }
    let is_orphan = |stem: &&String| {
        let name = stem.replacen("__", "/", 1);
        !current.contains_key(*stem) && !directory.join(format!("{name}.json")).is_file()
    };
    let orphans = stored.keys().filter(is_orphan);
    problems.extend(orphans.map(|stem| format!("snapshots/{stem}.snap belongs to no fixture")));
    for path in pending(directory)? {
        problems.push(format!("{} is pending: accept or delete it", path.display()));
    }
    if json {
        println!("{}", json!({"data": {"fixtures": current.len(), "problems": problems}}));
    } else if problems.is_empty() {
        println!("{} snapshots, all as stored", current.len());
    }
    if problems.is_empty() {
        return Ok(());
    }
    let hint = "`--accept` takes over what is wanted";
    Err(Error::Found(format!("{}\n{} to look at; {hint}", problems.join("\n"), problems.len())))
}

/// Makes the snapshots what the fixtures come to. Writes nothing where one comes to nothing.
pub(super) fn accept(directory: &Path, json: bool) -> Result<(), Error> {
    let (current, problems) = current(directory)?;
    if !problems.is_empty() {
        return Err(Error::Found(problems.join("\n")));
    }
    let folder = directory.join(FOLDER);
    fs::create_dir_all(&folder).map_err(failed("create", &folder))?;
    let stored = stored(directory)?;
    let (mut written, mut deleted) = (Vec::new(), Vec::new());
    for (stem, (name, text)) in &current {
        if stored.get(stem) != Some(text) {
            let path = folder.join(format!("{stem}.snap"));
            let text = format!("---\nsource: {name}.json\n---\n{text}\n");
            fs::write(&path, text).map_err(failed("write", &path))?;
            written.push(format!("{stem}.snap"));
        }
    }
    for stem in stored.keys().filter(|stem| !current.contains_key(*stem)) {
        let path = folder.join(format!("{stem}.snap"));
        fs::remove_file(&path).map_err(failed("delete", &path))?;
        deleted.push(format!("{stem}.snap"));
    }
    for path in pending(directory)? {
        fs::remove_file(&path).map_err(failed("delete", &path))?;
    }
    if json {
        println!("{}", json!({"data": {"written": written, "deleted": deleted}}));
    } else {
        println!("{} written, {} deleted, of {}", written.len(), deleted.len(), current.len());
    }
    Ok(())
}

const FOLDER: &str = "snapshots";

/// What each fixture comes to, with its name, by the stem of its snapshot; and which come to
/// nothing.
type Current = (BTreeMap<String, (String, String)>, Vec<String>);

fn current(directory: &Path) -> Result<Current, Error> {
    let fixtures = Fixture::load_all(directory).map_err(|error| Error::Usage(error.to_string()))?;
    if fixtures.is_empty() {
        let message = "has no fixtures OPERATION/CASE.json";
        return Err(Error::Usage(format!("{} {message}", directory.display())));
    }
    let (mut texts, mut problems) = (BTreeMap::new(), Vec::new());
    for fixture in fixtures {
        match snapshot::tell(&fixture) {
            Ok(text) => {
                let text = text.trim_end().to_owned();
                texts.insert(snapshot::file_stem(&fixture), (fixture.name(), text));
            }
            Err(error) => problems.push(error.to_string()),
        }
    }
    Ok((texts, problems))
}

/// The snapshots without their headers, by their stems.
fn stored(directory: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut snapshots = BTreeMap::new();
    for path in files(directory)? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if let Some(stem) = name.strip_suffix(".snap") {
            let text = fs::read_to_string(&path).map_err(failed("read", &path))?;
            let body = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n"));
            let body = body.map_or(text.as_str(), |(_, body)| body);
            snapshots.insert(stem.to_owned(), body.trim_end().to_owned());
        }
    }
    Ok(snapshots)
}

/// What insta left for somebody to accept.
fn pending(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = files(directory)?;
    let is_pending = |name: &str| name.ends_with(".snap.new") || name.ends_with(".pending-snap");
    files.retain(|path| path.file_name().and_then(|it| it.to_str()).is_some_and(is_pending));
    Ok(files)
}

fn files(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let folder = directory.join(FOLDER);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("read", &folder)(error)),
    };
    let paths: io::Result<Vec<_>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(failed("read", &folder))?;
    paths.sort();
    Ok(paths)
}

/// The changed lines with one line around each place.
fn difference(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut text = String::new();
    for (index, hunk) in diff.unified_diff().context_radius(1).iter_hunks().enumerate() {
        if index > 0 {
            text.push_str("  …\n");
        }
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches('\n');
            text.push_str(&format!("  {}{line}\n", change.tag()));
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn failed<'a>(action: &'static str, path: &'a Path) -> impl Fn(io::Error) -> Error + 'a {
    move |source| Error::File { action, path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
