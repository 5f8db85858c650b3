use std::path::{Path, PathBuf};
use std::{fs, io};

/// Something that is fuzzed.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Target {
    /// What it is called on the command line; its directory under `corpus/` has the same name.
    pub name: &'static str,
    /// What it reads.
    pub about: &'static str,
    /// How many inputs `cargo xtask fuzz` tries unless told otherwise: a few seconds' worth.
    pub runs: u32,
    pub(crate) check: fn(&[u8]),
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
}

impl Target {
    /// Tries one input.
    ///
    /// # Panics
    ///
    /// When a property of the target does not hold.
    pub fn run(&self, input: &[u8]) {
        (self.check)(input);
    }

    /// The inputs to begin with, in an order that is the same each time: what a well-behaved
    /// writer writes, and forms that are hard to read.
    ///
    /// # Panics
    ///
    /// When the fixtures of this workspace cannot be read.
    pub fn seeds(&self) -> Vec<Vec<u8>> {
        (self.seeds)()
    }

    /// Where the inputs lie that once failed.
    pub fn corpus_directory(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(self.name)
    }

    /// The inputs that once failed, each with the name of its file, sorted by it.
    ///
    /// # Errors
    ///
    /// Those of reading the files. A directory that is not there holds none.
    pub fn regressions(&self) -> io::Result<Vec<(String, Vec<u8>)>> {
        let entries = match fs::read_dir(self.corpus_directory()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut paths: Vec<_> =
            entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        let read = |path: PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok((name, fs::read(path)?))
        };
        paths.into_iter().map(read).collect()
    }
}
