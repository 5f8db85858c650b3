//! Sessions as entries of a keyring. All of it blocks.

use std::sync::Arc;

use authing_session::{Session, SessionKey, StoreError, Stored, Version};
use keyring_core::{CredentialStore, Entry, Error};

use crate::error::{denied, failed, unavailable, unreadable};
use crate::value::{self, Head, MAX_PARTS, Secret, Slot};

/// The entries of one service.
pub(crate) struct Entries {
    pub(crate) credentials: Arc<CredentialStore>,
    pub(crate) service: Arc<str>,
    pub(crate) max_entry_bytes: usize,
}

impl Entries {
    /// The session and its version. Takes no lock: what changes meanwhile is noticed by its version.
    pub(crate) fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
        for _ in 0..MAX_LOOKS {
            let Some(entry) = self.head(key)? else {
                return Ok(None);
            };
            let (version, record) = match decode(&entry)? {
                Head::Whole(version, record) => (version, value::joined(&[record])),
                Head::Parts(version, slot, count) => {
                    match self.record(key, &version, slot, count)? {
                        Some(record) => (version, record),
                        // Replaced while we read, or damaged for good: the next look tells.
                        None if self.version(key)?.as_ref() == Some(&version) => {
                            return Err(damaged());
                        }
                        None => continue,
                    }
                }
            };
            return Ok(Some(Stored::new(Session::from_record(&record)?, version)));
        }
        Err(unavailable("the session in the keyring changes faster than it can be read"))
    }

    /// The version alone.
    pub(crate) fn version(&self, key: &SessionKey) -> Result<Option<Version>, StoreError> {
        let entry = self.head(key)?;
        entry.map(|entry| decode(&entry).map(|head| head.version().clone())).transpose()
    }

    /// Replaces the session, whatever is there. The caller holds the lock and has compared.
    pub(crate) fn save(&self, key: &SessionKey, session: &Session) -> Result<Version, StoreError> {
        let old = self.head(key)?;
        let old = old.as_ref().map(|entry| decode(entry)).transpose()?;
        let version = Version::random()?;
        let record = session.to_record();
        let whole = Head::Whole(version.clone(), &record).encode();
        let head = if whole.len() <= self.max_entry_bytes {
            whole
        } else {
            let slot = match old {
                Some(Head::Parts(_, slot, _)) => slot.other(),
                _ => Slot::A,
            };
            let parts = value::to_parts(&version, &record, self.max_entry_bytes);
            if parts.len() > MAX_PARTS {
                return Err(denied(format!(
                    "the session has {} bytes, more than the keyring takes: use another store",
                    record.len()
                )));
            }
            for (number, part) in parts.iter().enumerate() {
                self.part(key, slot, number)?.set_secret(part).map_err(failed)?;
            }
            Head::Parts(version.clone(), slot, parts.len()).encode()
        };
        self.entry(key)?.set_secret(&head).map_err(failed)?;
        self.remove_parts(key, old);
        Ok(version)
    }

    /// Removes the session. The caller holds the lock and has compared.
    pub(crate) fn clear(&self, key: &SessionKey) -> Result<(), StoreError> {
        let entry = self.head(key)?;
        let old = entry.as_ref().map(|entry| decode(entry)).transpose()?;
        match self.entry(key)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => {}
            Err(error) => return Err(failed(error)),
        }
        self.remove_parts(key, old);
        Ok(())
    }

    /// Removes parts that no head names any more. The session is as it should be by then, so a
    /// failure is none of the caller's: the next long session overwrites them.
    fn remove_parts(&self, key: &SessionKey, old: Option<Head<'_>>) {
        let Some(Head::Parts(_, slot, count)) = old else {
            return;
        };
        for number in 0..count {
            if let Ok(part) = self.part(key, slot, number) {
                let _ = part.delete_credential();
            }
        }
    }

    fn record(
        &self,
        key: &SessionKey,
        version: &Version,
        slot: Slot,
        count: usize,
    ) -> Result<Option<Secret>, StoreError> {
        let mut parts = Vec::with_capacity(count);
        for number in 0..count {
            match read(&self.part(key, slot, number)?)? {
                Some(part) => parts.push(part),
                None => return Ok(None),
            }
        }
        let pieces: Option<Vec<_>> = parts.iter().map(|part| value::piece(part, version)).collect();
        Ok(pieces.map(|pieces| value::joined(&pieces)))
    }

    fn head(&self, key: &SessionKey) -> Result<Option<Secret>, StoreError> {
        read(&self.entry(key)?)
    }

    fn entry(&self, key: &SessionKey) -> Result<Entry, StoreError> {
        self.credentials.build(&self.service, &account(key), None).map_err(failed)
    }

    /// Parts are entries of a service of their own, so that no session key can name one.
    fn part(&self, key: &SessionKey, slot: Slot, number: usize) -> Result<Entry, StoreError> {
        let service = format!("{}{PARTS}", self.service);
        let account = format!("{} {number} {}", slot.name(), account(key));
        self.credentials.build(&service, &account, None).map_err(failed)
    }
}

fn read(entry: &Entry) -> Result<Option<Secret>, StoreError> {
    match entry.get_secret() {
        Ok(secret) => Ok(Some(secret.into())),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn decode(entry: &[u8]) -> Result<Head<'_>, StoreError> {
    Head::decode(entry).ok_or_else(|| {
        unreadable(
            "what the keyring holds under the session's name is no session: give the store a \
             service name of its own, or remove the entry",
        )
    })
}

fn damaged() -> StoreError {
    unreadable("the session in the keyring lacks a part: remove its entry to sign in anew")
}

/// The session key as an account name. Keyrings may fold case or normalize: what they could take for
/// something else is written as `%` and its bytes in hexadecimal.
fn account(key: &SessionKey) -> String {
    let mut account = String::with_capacity(key.as_str().len());
    for byte in key.as_str().bytes() {
        match byte {
            b'A'..=b'Z' | b'%' | b' ' | 0x80.. => account.push_str(&format!("%{byte:02x}")),
            _ => account.push(char::from(byte)),
        }
    }
    account
}

/// What the service of parts is called after the service. No service's own name has a space.
const PARTS: &str = " (parts)";

/// How often a session that is replaced while it is read is read again.
const MAX_LOOKS: usize = 20;
