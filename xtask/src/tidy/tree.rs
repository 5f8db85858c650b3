//! The files that the rules look at, in memory, so that tests can make trees up.

use std::collections::BTreeMap;
use std::fs;

use crate::error::Error;
use crate::workspace::Workspace;

/// Paths relative to the root, with `/`, and their text.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// `None` for what is not text.
    files: BTreeMap<String, Option<String>>,
    /// Pending snapshots, which git ignores.
    pub(super) pending: Vec<String>,
}

impl Tree {
    /// Reads everything that git tracks or would track.
    pub(super) fn read(workspace: &Workspace) -> Result<Self, Error> {
        let mut tree = Self { files: BTreeMap::new(), pending: workspace.pending_snapshots()? };
        for file in workspace.files()? {
            let path = workspace.root().join(&file);
            let bytes =
                fs::read(&path).map_err(|source| Error::File { action: "read", path, source })?;
            tree.files.insert(file, String::from_utf8(bytes).ok());
        }
        Ok(tree)
    }

    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned())));
        Self { files: files.collect(), pending: Vec::new() }
    }

    /// All paths, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// All text files, sorted by path.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// The text files whose name ends so.
    pub(super) fn ending(&self, suffix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(move |(path, _)| path.ends_with(suffix))
    }

    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Whether there is such a file, or a directory with a file in it.
    pub(super) fn has(&self, path: &str) -> bool {
        let below = format!("{path}/");
        let next = self.files.range(below.clone()..).next();
        path.is_empty()
            || self.files.contains_key(path)
            || next.is_some_and(|(file, _)| file.starts_with(&below))
    }

    /// The directories of the crates, such as `crates/authing` and `xtask`.
    pub(super) fn crates(&self) -> impl Iterator<Item = &str> {
        self.paths().filter_map(|path| path.strip_suffix("/Cargo.toml"))
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn directories_exist_through_their_files() {
        let tree = Tree::of(&[("a/b.rs", ""), ("a-c/d.rs", "")]);
        assert!(tree.has("a") && tree.has("a/b.rs") && tree.has(""));
        assert!(!tree.has("a/b") && !tree.has("a-") && !tree.has("z"));
    }

    #[test]
    fn crates_are_directories_with_a_manifest() {
        let tree = Tree::of(&[("Cargo.toml", ""), ("crates/a/Cargo.toml", ""), ("docs/a.md", "")]);
        assert_eq!(tree.crates().collect::<Vec<_>>(), ["crates/a"]);
    }
}
