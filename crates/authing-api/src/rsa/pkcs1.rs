//! The paddings of PKCS#1 v1.5 (RFC 8017, 7.2 and 9.2).

use zeroize::Zeroizing;

use super::{PADDING_BYTES, RsaKey};

/// Encrypts what is at most [`RsaKey::size`] less [`PADDING_BYTES`] long (RFC 8017, 7.2.1).
///
/// `None` where it is longer, or where `random` fails or gives nothing but zeros.
pub(crate) fn encrypt(
    key: &RsaKey,
    clear: &[u8],
    random: impl FnMut(&mut [u8]) -> Option<()>,
) -> Option<Zeroizing<Vec<u8>>> {
    if clear.len() + PADDING_BYTES > key.size() {
        return None;
    }
    let mut message = Zeroizing::new(vec![0; key.size()]);
    let end = message.len() - clear.len() - 1;
    message[1] = 2;
    fill_without_zeros(&mut message[2..end], random)?;
    message[end + 1..].copy_from_slice(clear);
    key.power(&message)
}

/// Whether the signature was made of what has this SHA-256 with the private half of the key
/// (RFC 8017, 8.2.2).
///
/// The padded digest is made anew and compared as a whole, so that no part of it is left to the
/// signer. Nothing here is secret.
#[inline]
pub(crate) fn verify_sha256(key: &RsaKey, digest: &[u8; 32], signature: &[u8]) -> bool {
    /// The `DigestInfo` of a SHA-256, up to the digest (RFC 8017, 9.2, note 1).
    const SHA256: [u8; 19] = [
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x05, 0x00, 0x04, 0x20,
    ];
    let Some(shown) = key.power(signature) else {
        return false;
    };
    // 1024 bits, the shortest key, hold the 51 bytes and the padding.
    let filling = key.size() - SHA256.len() - digest.len() - 3;
    let expected = [&[0, 1], vec![0xff; filling].as_slice(), &[0], &SHA256, digest].concat();
    *shown == expected
}

/// Random bytes from 1 to 255, each as likely: zeros are drawn again.
fn fill_without_zeros(
    bytes: &mut [u8],
    mut random: impl FnMut(&mut [u8]) -> Option<()>,
) -> Option<()> {
    /// A byte is zero after all of these with a chance of 1 in 2^256.
    const DRAWS: usize = 32;
    random(bytes)?;
    // Enough for the zeros of nearly every padding; more of them take another turn.
    let mut drawn = Zeroizing::new([0; 8]);
    for _ in 0..DRAWS {
        let zeros = bytes.iter().filter(|&&byte| byte == 0).count();
        if zeros == 0 {
            return Some(());
        }
        let drawn = &mut drawn[..zeros.min(8)];
        random(drawn)?;
        let places = bytes.iter_mut().filter(|byte| **byte == 0);
        places.zip(drawn.iter()).for_each(|(place, &byte)| *place = byte);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::fill_without_zeros;

    #[test]
    fn zeros_are_drawn_again() {
        let mut draws = [&[0, 7, 0][..], &[0, 9], &[5]].into_iter();
        let mut bytes = [0; 3];
        let filled = fill_without_zeros(&mut bytes, |place| {
            place.copy_from_slice(draws.next()?);
            Some(())
        });
        assert_eq!((filled, bytes), (Some(()), [5, 7, 9]));
    }

    #[test]
    fn a_source_that_fails_or_gives_only_zeros_ends() {
        assert_eq!(fill_without_zeros(&mut [0; 3], |_| None), None);
        assert_eq!(fill_without_zeros(&mut [0; 3], |_| Some(())), None);
    }
}
