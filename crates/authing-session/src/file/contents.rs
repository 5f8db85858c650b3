use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::buffer::SecretBuffer;
use crate::record::{self, RecordError};
use crate::{Session, SessionKey, Stored, Version};

/// What a session file holds, borrowed from its bytes.
///
/// Only the session asked for is looked into; all others are written back byte for byte, so a
/// damaged or newer one does no harm to its neighbours and takes none.
#[derive(Default)]
pub(super) struct Contents<'a> {
    sessions: BTreeMap<String, &'a RawValue>,
}

impl<'a> Contents<'a> {
    /// The contents of a file, or none where there is no file.
    pub(super) fn parse(bytes: Option<&'a Vec<u8>>) -> Result<Self, ContentsError> {
        let Some(bytes) = bytes else {
            return Ok(Self::default());
        };
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(ContentsError::Empty);
        }
        let outer: Outer<'a> = record::parse(bytes).map_err(|error| match error {
            // JSON, but not even an object.
            RecordError::Unexpected { .. } => ContentsError::Foreign,
            error => ContentsError::NotJson(error),
        })?;
        if outer.kind.map(RawValue::get) != Some(KIND_JSON) {
            return Err(ContentsError::Foreign);
        }
        match outer.format.map(|format| format.get().parse::<u64>()) {
            Some(Ok(FORMAT)) => {}
            Some(Ok(found)) if found > FORMAT => return Err(ContentsError::Newer(found)),
            _ => return Err(ContentsError::Damaged),
        }
        let sessions = outer.sessions.ok_or(ContentsError::Damaged)?;
        match serde_json::from_str(sessions.get()) {
            Ok(sessions) => Ok(Self { sessions }),
            Err(_) => Err(ContentsError::Damaged),
        }
    }

    pub(super) fn load(&self, key: &SessionKey) -> Result<Option<Stored>, ContentsError> {
        let Some(entry) = self.entry(key)? else {
            return Ok(None);
        };
        let session =
            record::read(entry.session.get().as_bytes()).map_err(ContentsError::Session)?;
        Ok(Some(Stored::new(session, Version::new(entry.version))))
    }

    pub(super) fn version(&self, key: &SessionKey) -> Result<Option<Version>, ContentsError> {
        Ok(self.entry(key)?.map(|entry| Version::new(entry.version)))
    }

    /// Sets an entry made by [`entry`].
    pub(super) fn insert(&mut self, key: &SessionKey, entry: &'a [u8]) -> serde_json::Result<()> {
        let entry = serde_json::from_slice(entry)?;
        self.sessions.insert(key.as_str().to_owned(), entry);
        Ok(())
    }

    pub(super) fn remove(&mut self, key: &SessionKey) {
        self.sessions.remove(key.as_str());
    }

    /// The file's new bytes.
    pub(super) fn to_bytes(&self) -> serde_json::Result<Zeroizing<Vec<u8>>> {
        SecretBuffer::json(&Outgoing { kind: KIND, format: FORMAT, sessions: &self.sessions })
    }

    fn entry(&self, key: &SessionKey) -> Result<Option<Entry<'a>>, ContentsError> {
        self.sessions
            .get(key.as_str())
            .map(|raw| serde_json::from_str(raw.get()).map_err(|_| ContentsError::Damaged))
            .transpose()
    }
}

/// One session's entry, to be inserted.
pub(super) fn entry(
    version: &Version,
    session: &Session,
) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    let record = session.to_record();
    SecretBuffer::json(&OutgoingEntry {
        version: version.as_str(),
        session: serde_json::from_slice(&record)?,
    })
}

/// Why a session file could not be read, as a phrase that continues the file's name.
#[derive(Debug, thiserror::Error)]
pub(super) enum ContentsError {
    #[error("is empty, which a session file never is: move it away to start anew")]
    Empty,
    #[error("{0}: give the path of a session file, or move it away to start anew")]
    NotJson(RecordError),
    #[error("is not a session file: give another path")]
    Foreign,
    #[error("was written by a newer program (file format {0}, known is {FORMAT}): update this one")]
    Newer(u64),
    #[error("is damaged: move it away to start anew")]
    Damaged,
    #[error("holds a session that {0}")]
    Session(RecordError),
}

/// What tells a session file from any other JSON.
const KIND: &str = "authing-sessions";
const KIND_JSON: &str = "\"authing-sessions\"";

/// The format of the file around the records, which have a number of their own.
const FORMAT: u64 = 1;

/// Looked at field by field, since a foreign file has others and a newer one may change them.
#[derive(Deserialize)]
struct Outer<'a> {
    #[serde(borrow)]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    format: Option<&'a RawValue>,
    #[serde(borrow)]
    sessions: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    version: String,
    #[serde(borrow)]
    session: &'a RawValue,
}

#[derive(Serialize)]
struct Outgoing<'a> {
    kind: &'a str,
    format: u64,
    sessions: &'a BTreeMap<String, &'a RawValue>,
}

#[derive(Serialize)]
struct OutgoingEntry<'a> {
    version: &'a str,
    session: &'a RawValue,
}
