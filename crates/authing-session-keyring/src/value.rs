//! What entries hold.
//!
//! A session that fits is one entry: `authing-session 1 <version>`, a line feed, and the record. One
//! that does not is a head and parts. The head says `authing-session 1 <version> <slot> <count>` and
//! nothing more; each part is `<version>`, a line feed, and its piece of the record. A head names one
//! of two slots and the next save fills the other, so that the parts of the present session are never
//! touched before a new head is in place.

use authing_session::Version;
use zeroize::Zeroizing;

/// Bytes that are wiped when dropped.
pub(crate) type Secret = Zeroizing<Vec<u8>>;

/// An entry under a session's own name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Head<'a> {
    /// The whole session.
    Whole(Version, &'a [u8]),
    /// Where the session is.
    Parts(Version, Slot, usize),
}

/// One of the two places for parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    A,
    B,
}

impl Slot {
    pub(crate) fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }
}

impl<'a> Head<'a> {
    /// Reads an entry, or `None` where it is none of ours.
    pub(crate) fn decode(entry: &'a [u8]) -> Option<Self> {
        let (line, record) = split_line(entry.strip_prefix(HEAD)?)?;
        let mut words = str::from_utf8(line).ok()?.split(' ');
        let version = version(words.next()?.as_bytes())?;
        let head = match words.next() {
            None => Self::Whole(version, record),
            Some(slot) => {
                let slot = [Slot::A, Slot::B].into_iter().find(|known| known.name() == slot)?;
                let count = words.next()?.parse().ok()?;
                if count == 0 || count > MAX_PARTS || !record.is_empty() {
                    return None;
                }
                Self::Parts(version, slot, count)
            }
        };
        words.next().is_none().then_some(head)
    }

    pub(crate) fn version(&self) -> &Version {
        match self {
            Self::Whole(version, _) | Self::Parts(version, ..) => version,
        }
    }

    pub(crate) fn encode(&self) -> Secret {
        match self {
            Self::Whole(version, record) => {
                joined(&[HEAD, version.as_str().as_bytes(), b"\n", record])
            }
            Self::Parts(version, slot, count) => {
                let line = format!("{} {} {count}\n", version.as_str(), slot.name());
                joined(&[HEAD, line.as_bytes()])
            }
        }
    }
}

/// A record as parts of at most so many bytes.
pub(crate) fn to_parts(version: &Version, record: &[u8], max_bytes: usize) -> Vec<Secret> {
    let version = version.as_str().as_bytes();
    let room = max_bytes - version.len() - 1;
    record.chunks(room).map(|piece| joined(&[version, b"\n", piece])).collect()
}

/// The piece in a part, or `None` where it is not one of this version.
pub(crate) fn piece<'a>(part: &'a [u8], version: &Version) -> Option<&'a [u8]> {
    part.strip_prefix(version.as_str().as_bytes())?.strip_prefix(b"\n")
}

/// Sized beforehand: a buffer that grows leaves its contents behind.
pub(crate) fn joined(parts: &[&[u8]]) -> Secret {
    let mut bytes = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
    for part in parts {
        bytes.extend_from_slice(part);
    }
    bytes
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

fn version(text: &[u8]) -> Option<Version> {
    let alphanumeric = !text.is_empty() && text.iter().all(u8::is_ascii_alphanumeric);
    str::from_utf8(text).ok().filter(|_| alphanumeric).map(Version::new)
}

/// Kind and format.
const HEAD: &[u8] = b"authing-session 1 ";

/// More parts than any session takes: at the 2,560 bytes of Windows, 160 kB.
pub(crate) const MAX_PARTS: usize = 64;

/// The shortest entry that a head and a part with a byte in it fit into.
pub(crate) const MIN_ENTRY_BYTES: usize = 128;

#[cfg(test)]
mod tests {
    use super::{Head, MIN_ENTRY_BYTES, Slot, piece, to_parts};
    use authing_session::Version;

    #[test]
    fn heads_decode_to_themselves() {
        let version = Version::random().unwrap();
        for head in [
            Head::Whole(version.clone(), b"{\"a\":1}\n"),
            Head::Parts(version.clone(), Slot::A, 1),
            Head::Parts(version.clone(), Slot::B, 64),
        ] {
            let entry = head.encode();
            assert_eq!(Head::decode(&entry), Some(head));
        }
        assert!(Head::Parts(version, Slot::B, 64).encode().len() <= MIN_ENTRY_BYTES);
    }

    #[test]
    fn other_entries_are_none() {
        for entry in [
            "",
            "password",
            "authing-session 1 0a",
            "authing-session 2 0a\n{}",
            "authing-session 1 \n{}",
            "authing-session 1 0a c 1\n",
            "authing-session 1 0a a 0\n",
            "authing-session 1 0a a 65\n",
            "authing-session 1 0a a\n",
            "authing-session 1 0a a 1 1\n",
            "authing-session 1 0a a 1\nx",
        ] {
            assert_eq!(Head::decode(entry.as_bytes()), None, "{entry}");
        }
    }

    #[test]
    fn parts_are_no_longer_than_allowed_and_join_to_the_record() {
        let (version, record) = (Version::random().unwrap(), vec![7; 1_000]);
        let parts = to_parts(&version, &record, MIN_ENTRY_BYTES);
        assert!(parts.iter().all(|part| part.len() <= MIN_ENTRY_BYTES));
        let pieces: Vec<_> = parts.iter().filter_map(|part| piece(part, &version)).collect();
        assert_eq!(pieces.concat(), record);
        assert_eq!(piece(&parts[0], &Version::random().unwrap()), None);
    }
}
