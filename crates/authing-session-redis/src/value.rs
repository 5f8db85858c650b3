//! What is stored under a key: `authing-session 1 <version>`, a line feed, and the record.

use authing_session::{Session, Version};
use zeroize::Zeroizing;

/// The value to store.
pub(crate) fn encode(version: &Version, session: &Session) -> Zeroizing<Vec<u8>> {
    let record = session.to_record();
    // Sized beforehand: a buffer that grows leaves its contents behind.
    let length = HEAD.len() + version.as_str().len() + 1 + record.len();
    let mut value = Zeroizing::new(Vec::with_capacity(length));
    for part in [HEAD, version.as_str().as_bytes(), b"\n", &record] {
        value.extend_from_slice(part);
    }
    value
}

/// The version and the record of a stored value, or `None` where it is none.
pub(crate) fn decode(value: &[u8]) -> Option<(Version, &[u8])> {
    let value = value.strip_prefix(HEAD)?;
    let end = value.iter().position(|&byte| byte == b'\n')?;
    let (version, record) = (&value[..end], &value[end + 1..]);
    let alphanumeric = !version.is_empty() && version.iter().all(u8::is_ascii_alphanumeric);
    let version = str::from_utf8(version).ok().filter(|_| alphanumeric)?;
    Some((Version::new(version), record))
}

/// Kind and format.
const HEAD: &[u8] = b"authing-session 1 ";

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use authing_session::{Session, Version};

    #[test]
    fn a_value_decodes_to_its_version_and_record() {
        let version = Version::random().unwrap();
        let value = encode(&version, &Session::default());
        let record = Session::default().to_record();
        assert_eq!(decode(&value), Some((version, record.as_slice())));
    }

    #[test]
    fn other_values_are_none() {
        for value in [
            "",
            "x",
            "authing-session 1 ",
            "authing-session 1 0a",
            "authing-session 1 \n{}",
            "authing-session 1 a b\n{}",
            "authing-session 2 0a\n{}",
            "authing-sessions 1 0a\n{}",
        ] {
            assert_eq!(decode(value.as_bytes()), None, "{value}");
        }
    }
}
