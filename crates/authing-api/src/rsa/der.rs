//! The little of DER (X.690) that an RSA key is written in, read strictly: definite lengths in
//! their shortest form, no negative and no padded numbers, nothing left over.

/// The modulus and the exponent in the DER of a `SubjectPublicKeyInfo` (RFC 5280, 4.1) of an RSA
/// key (RFC 3279, 2.3.1), both big-endian without leading zeros.
pub(crate) fn rsa_key_of_spki(der: &[u8]) -> Option<(&[u8], &[u8])> {
    /// `rsaEncryption`, 1.2.840.113549.1.1.1, in DER.
    const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    let mut info = only(der, Tag::Sequence)?;
    let mut algorithm = take(&mut info, Tag::Sequence)?;
    if take(&mut algorithm, Tag::ObjectIdentifier)? != RSA_ENCRYPTION {
        return None;
    }
    // The parameters are there and NULL (RFC 3279, 2.3.1).
    if !only(algorithm, Tag::Null)?.is_empty() {
        return None;
    }
    let (&unused_bits, key) = only(info, Tag::BitString)?.split_first()?;
    if unused_bits != 0 {
        return None;
    }
    let mut key = only(key, Tag::Sequence)?;
    let modulus = positive(take(&mut key, Tag::Integer)?)?;
    let exponent = positive(only(key, Tag::Integer)?)?;
    Some((modulus, exponent))
}

#[derive(Clone, Copy)]
enum Tag {
    Integer = 0x02,
    BitString = 0x03,
    Null = 0x05,
    ObjectIdentifier = 0x06,
    Sequence = 0x30,
}

/// The content of the one element that the input is.
fn only(mut input: &[u8], tag: Tag) -> Option<&[u8]> {
    let content = take(&mut input, tag)?;
    input.is_empty().then_some(content)
}

/// The content of the element that the input begins with, which is taken off.
fn take<'a>(input: &mut &'a [u8], tag: Tag) -> Option<&'a [u8]> {
    let (&found, rest) = input.split_first()?;
    if found != tag as u8 {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        ..=0x7f => (usize::from(first), rest),
        // Two bytes of length are 64 KiB, more than any key here.
        0x81 | 0x82 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = bytes.iter().fold(0, |length, &byte| length << 8 | usize::from(byte));
            let is_shortest = length >= if bytes.len() == 1 { 0x80 } else { 0x100 };
            (is_shortest.then_some(length)?, rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    *input = rest;
    Some(content)
}

/// The bytes of a positive number, without the zero that keeps its sign.
fn positive(content: &[u8]) -> Option<&[u8]> {
    match content {
        [0, rest @ ..] if rest.first().is_some_and(|&byte| byte >= 0x80) => Some(rest),
        [1..=0x7f, ..] => Some(content),
        _ => None,
    }
}
