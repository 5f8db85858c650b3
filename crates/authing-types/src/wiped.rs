//! Text that leaves nothing behind.

use std::ops::Deref;

/// Text whose memory is cleared on drop.
///
/// `Zeroizing<String>` does so too, but one byte at a time, which shows in the time that a whole reply
/// takes.
#[derive(Clone, Default)]
pub(crate) struct WipedText(String);

impl From<String> for WipedText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Deref for WipedText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Drop for WipedText {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        wipe(&mut bytes);
    }
}

/// Clears all the memory of a vector, which the compiler may not leave out although nobody reads it.
fn wipe(bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.resize(bytes.capacity(), 0);
    zeroize::optimization_barrier(bytes.as_slice());
}

#[cfg(test)]
mod tests {
    use super::wipe;

    #[test]
    fn all_memory_is_cleared_also_behind_the_end_and_none_is_moved() {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(b"a secret that was once longer");
        bytes.truncate(8);
        let (place, capacity) = (bytes.as_ptr(), bytes.capacity());
        wipe(&mut bytes);
        assert_eq!((bytes.as_ptr(), bytes.capacity()), (place, capacity));
        assert_eq!(bytes, vec![0; capacity]);
    }
}
