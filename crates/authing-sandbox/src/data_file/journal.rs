//! Lines of JSON, each with a checksum over itself and all before it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use authing_transport::time::{Clock as _, SystemClock};

use super::error::DataFileError;
use super::record::{Entry, Header, digest};

/// A journal that is being written.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    bytes: u64,
    /// The checksum of the last line.
    sum: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sum: String,
    entry: Box<RawValue>,
}

/// The format of journals.
pub(super) const FORMAT: u64 = 1;

impl Journal {
    /// Opens a journal, reads it, and drops a last line that was cut: its request was never
    /// answered.
    pub(super) fn open(path: PathBuf) -> Result<(Self, Vec<Entry>), DataFileError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let refused = |error| DataFileError::io("read", &path, error);
        let mut file = options.open(&path).map_err(refused)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(refused)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let mut sum = String::new();
        let mut entries = Vec::new();
        for (index, line) in bytes[..whole].split_inclusive(|byte| *byte == b'\n').enumerate() {
            let damaged = || DataFileError::Damaged { path: path.clone(), line: index + 1 };
            let line: Line = serde_json::from_slice(line).map_err(|_| damaged())?;
            if line.sum != next_sum(&sum, &line.entry) {
                return Err(damaged());
            }
            entries.push(serde_json::from_str(line.entry.get()).map_err(|_| damaged())?);
            sum = line.sum;
        }
        let mut journal = Self { path, file, bytes: whole as u64, sum };
        journal.cut().map_err(|error| DataFileError::io("write", &journal.path, error))?;
        Ok((journal, entries))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// How long it is.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Empties it, and writes which state it belongs to.
    pub(super) fn begin(&mut self, state: String) -> Result<(), DataFileError> {
        self.bytes = 0;
        self.sum.clear();
        self.cut().map_err(|error| DataFileError::io("write", &self.path, error))?;
        let real = SystemClock::default().now();
        self.add(&Entry::Header(Header { format: FORMAT, state, real }))
    }

    /// Adds a line, in one piece as far as the system lets it.
    pub(super) fn add(&mut self, entry: &Entry) -> Result<(), DataFileError> {
        let entry = to_raw_value(entry).expect("entries have text keys, and times since 1970");
        let line = Line { sum: next_sum(&self.sum, &entry), entry };
        let mut text = serde_json::to_vec(&line).expect("a line has text keys");
        text.push(b'\n');
        if let Err(error) = self.file.write_all(&text) {
            // What was written of it has no end of line, and the next start drops it.
            return Err(DataFileError::io("write", &self.path, error));
        }
        self.bytes += text.len() as u64;
        self.sum = line.sum;
        Ok(())
    }

    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.bytes)?;
        self.file.seek(SeekFrom::Start(self.bytes)).map(drop)
    }
}

fn next_sum(sum: &str, entry: &RawValue) -> String {
    digest([sum.as_bytes(), entry.get().as_bytes()])
}
