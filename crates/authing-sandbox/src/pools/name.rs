/// The name of a pool: 1 to 64 letters, digits, `-` and `_`, the first a letter or digit. It is part
/// of URLs and of file names; capitals are taken for small letters, since some file systems do so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PoolName(String);

impl PoolName {
    pub(super) fn parse(text: &str) -> Option<Self> {
        const MOST: usize = 64;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let is_name = text.len() <= MOST
            && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric())
            && text.bytes().all(is_plain);
        is_name.then(|| Self(text.to_ascii_lowercase()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}
