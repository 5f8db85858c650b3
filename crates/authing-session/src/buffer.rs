use std::io;

use serde::Serialize;
use zeroize::Zeroizing;

/// A growing buffer that leaves no copy of its contents behind: a plain `Vec` gives the memory it
/// grows out of back as it is.
#[derive(Default)]
pub(crate) struct SecretBuffer(Zeroizing<Vec<u8>>);

impl SecretBuffer {
    /// The value as compact JSON.
    ///
    /// Fails only where the value's own `Serialize` does.
    pub(crate) fn json(value: &impl Serialize) -> serde_json::Result<Zeroizing<Vec<u8>>> {
        let mut buffer = Self::default();
        serde_json::to_writer(&mut buffer, value)?;
        Ok(buffer.0)
    }
}

impl io::Write for SecretBuffer {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let needed = self.0.len() + bytes.len();
        if needed > self.0.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(1024) * 2));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_without_losing_a_byte() {
        let text = "x".repeat(10_000);
        let json = SecretBuffer::json(&[&text, &text]).unwrap();
        assert_eq!(json.len(), 2 * (text.len() + 2) + 3);
        let back: Vec<String> = serde_json::from_slice(&json).unwrap();
        assert_eq!(back, [text.as_str(), &text]);
    }
}
