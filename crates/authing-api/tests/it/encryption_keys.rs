//! Keys of all kinds for password encryption, judged by the crate `rsa`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rsa::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _, EncodePublicKey as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, Pkcs1v15Encrypt, RsaPrivateKey, RsaPublicKey};

use authing_api::PublicKey;
use authing_types::Password;

/// `rsaEncryption` with its parameters, as in every RSA key.
const ALGORITHM: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";

fn parse(der: &[u8]) -> Result<PublicKey, String> {
    PublicKey::parse(&STANDARD.encode(der)).map_err(|refused| refused.to_string())
}

fn made(bits: usize, exponent: u64) -> RsaPrivateKey {
    let mut random = ChaCha20Rng::seed_from_u64(bits as u64);
    RsaPrivateKey::new_with_exp(&mut random, bits, BoxedUint::from(exponent)).unwrap()
}

/// Encrypts with ours and decrypts with theirs.
fn check(private: &RsaPrivateKey) {
    let key = parse(private.to_public_key().to_public_key_der().unwrap().as_bytes()).unwrap();
    assert_eq!(format!("{key:?}"), format!("PublicKey({} bits)", private.n().bits()));
    let max = key.max_password_bytes();
    assert_eq!(max, private.size() - 11);
    for length in [1, 8, max - 1, max] {
        let password = "é".repeat(length / 2) + &"x".repeat(length % 2);
        let sealed = key.encrypt(&Password::parse(password.as_str()).unwrap()).unwrap();
        let sealed = STANDARD.decode(sealed).unwrap();
        assert_eq!(sealed.len(), private.size());
        let clear = private.decrypt(Pkcs1v15Encrypt, &sealed).unwrap();
        assert_eq!(clear, password.as_bytes(), "{length} bytes with {key:?}");
    }
    let longer = Password::parse("x".repeat(max + 1)).unwrap();
    assert!(key.encrypt(&longer).is_err());
}

#[test]
fn what_any_length_of_key_encrypts_decrypts() {
    // The odd lengths fill neither the last byte nor the last limb of the modulus.
    for bits in [1024, 1025, 1031, 1032, 1088, 1279, 2048] {
        check(&made(bits, 65537));
    }
    for pem in
        [include_str!("../data/test-only-3072.pem"), include_str!("../data/test-only-4096.pem")]
    {
        check(&RsaPrivateKey::from_pkcs8_pem(pem).unwrap());
    }
}

#[test]
fn what_any_exponent_encrypts_decrypts() {
    for exponent in [3, 17, 257, (1 << 32) + 15, (1 << 33) - 9] {
        check(&made(1024, exponent));
    }
}

#[test]
fn a_ciphertext_keeps_its_leading_zeros() {
    let private = made(1024, 65537);
    let key = parse(private.to_public_key().to_public_key_der().unwrap().as_bytes()).unwrap();
    let password = Password::parse("1234@Abcd").unwrap();
    // One in some 200 begins with a zero; that none of 8192 does happens once in 10^17.
    let with_zero = (0..8192)
        .map(|_| STANDARD.decode(key.encrypt(&password).unwrap()).unwrap())
        .inspect(|sealed| assert_eq!(sealed.len(), 128))
        .find(|sealed| sealed[0] == 0)
        .unwrap();
    assert_eq!(private.decrypt(Pkcs1v15Encrypt, &with_zero).unwrap(), b"1234@Abcd");
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match length {
        0..=0x7f => out.push(length as u8),
        0x80..=0xff => out.extend([0x81, length as u8]),
        _ => out.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    out.extend(content);
    out
}

fn key_of(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    tlv(0x30, &[tlv(2, modulus), tlv(2, exponent)].concat())
}

fn spki(algorithm: &[u8], unused_bits: u8, key: &[u8]) -> Vec<u8> {
    tlv(0x30, &[algorithm.to_vec(), tlv(3, &[&[unused_bits], key].concat())].concat())
}

/// The content of the INTEGER 2^(bits - 1) + 1.
fn modulus(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0; bits.div_ceil(8)];
    bytes[0] = 1 << ((bits - 1) % 8);
    *bytes.last_mut().unwrap() |= 1;
    if bytes[0] >= 0x80 {
        bytes.insert(0, 0);
    }
    bytes
}

#[test]
fn malformed_keys_are_refused_with_what_is_wrong() {
    const FORM: &str = "not an X.509 RSA public key";
    let e = &[1, 0, 1][..];
    let n = modulus(1024);
    let good = key_of(&n, e);
    assert!(parse(&spki(ALGORITHM, 0, &good)).is_ok(), "the table breaks what is whole");

    let with = |n: &[u8], e: &[u8]| spki(ALGORITHM, 0, &key_of(n, e));
    let even = [&n[..n.len() - 1], &[2]].concat();
    let no_parameters = b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
    let full_parameters = b"\x30\x0e\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x01\x00";
    let pss = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a\x05\x00";
    let whole = spki(ALGORITHM, 0, &good);
    assert_eq!(whole[..3], *b"\x30\x81\x9f");
    let padded_length = [&b"\x30\x82\x00"[..], &whole[2..]].concat();
    let long_length = [&b"\x30\x83\x00\x00"[..], &whole[2..]].concat();
    let long_algorithm = [&b"\x30\x81"[..], &ALGORITHM[1..]].concat();
    let indefinite = [&b"\x30\x80"[..], &whole[3..], b"\0\0"].concat();
    let table: Vec<(&str, Vec<u8>, &str)> = vec![
        ("512 bits", with(&modulus(512), e), "shorter than 1024"),
        ("1023 bits", with(&modulus(1023), e), "shorter than 1024"),
        ("4097 bits", with(&modulus(4097), e), "longer than 4096"),
        ("even modulus", with(&even, e), "even modulus"),
        ("exponent 1", with(&n, &[1]), "exponent"),
        ("exponent 2", with(&n, &[2]), "exponent"),
        ("exponent 65536", with(&n, &[1, 0, 0]), "exponent"),
        ("exponent 2^33 + 1", with(&n, &[2, 0, 0, 0, 1]), "exponent"),
        ("exponent of 9 bytes", with(&n, &[1, 0, 0, 0, 0, 0, 0, 0, 1]), "exponent"),
        ("exponent 0", with(&n, &[0]), FORM),
        ("negative exponent", with(&n, &[0x81]), FORM),
        ("padded exponent", with(&n, &[0, 1, 0, 1]), FORM),
        ("negative modulus", with(&n[1..], e), FORM),
        ("padded modulus", with(&[&[0], &n[..]].concat(), e), FORM),
        ("empty modulus", with(&[], e), FORM),
        ("no exponent", spki(ALGORITHM, 0, &tlv(0x30, &tlv(2, &n))), FORM),
        (
            "a third number",
            spki(ALGORITHM, 0, &tlv(0x30, &[good.as_slice(), &[2, 1, 1]].concat())),
            FORM,
        ),
        ("more after the key", spki(ALGORITHM, 0, &[good.as_slice(), &[5, 0]].concat()), FORM),
        ("more after it all", [whole.as_slice(), &[0]].concat(), FORM),
        ("cut", whole[..whole.len() - 1].to_vec(), FORM),
        ("unused bits", spki(ALGORITHM, 1, &good), FORM),
        ("no parameters", spki(no_parameters, 0, &good), FORM),
        ("parameters not empty", spki(full_parameters, 0, &good), FORM),
        ("another algorithm", spki(pss, 0, &good), FORM),
        ("PKCS#1", good.clone(), FORM),
        ("length in two bytes that fits one", padded_length, FORM),
        ("short length in the long form", spki(&long_algorithm, 0, &good), FORM),
        ("length in three bytes", long_length, FORM),
        ("indefinite length", indefinite, FORM),
    ];
    for (name, der, reason) in table {
        match parse(&der) {
            Ok(key) => panic!("{name}: taken as {key:?}"),
            Err(refused) => assert!(refused.contains(reason), "{name}: {refused}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Of texts near a key, ours takes what `rsa` takes, but for numbers that are no key.
    #[test]
    fn a_key_with_a_changed_byte_is_read_as_the_crate_rsa_reads_it(
        (place, byte) in (0..60_usize, any::<u8>()),
        from_end in any::<bool>(),
        cut in prop::option::of(0..162_usize),
    ) {
        let mut der = STANDARD.decode(PublicKey::SERVICE).unwrap();
        let place = if from_end { der.len() - 1 - place } else { place };
        der[place] = byte;
        der.truncate(cut.unwrap_or(der.len()));
        match (parse(&der), RsaPublicKey::from_public_key_der(&der)) {
            (Ok(ours), Ok(theirs)) => {
                prop_assert_eq!(format!("{ours:?}"), format!("PublicKey({} bits)", theirs.n().bits()));
            }
            (Err(_), Err(_)) => {}
            (Ok(_), Err(error)) => prop_assert!(false, "taken in spite of {}", error),
            (Err(refused), Ok(_)) => prop_assert!(
                ["even modulus", "exponent"].iter().any(|reason| refused.contains(reason)),
                "{}", refused
            ),
        }
    }

    #[test]
    fn any_bytes_as_a_key_give_a_key_or_a_refusal(der in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&der);
    }
}
