//! Password encryption (protocol.md 2).

use authing_api::{EncryptError, PublicKey};
use authing_types::Password;
use proptest::prelude::*;

use crate::support::{PUBLIC_PEM, decrypt};

#[test]
fn the_services_key_is_the_documented_one() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let der = base64::engine::general_purpose::STANDARD.decode(PublicKey::SERVICE).unwrap();
    assert_eq!(der.len(), 162);
    let digest: String =
        sha2::Sha256::digest(der).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, "b82ffaca93fee64c09015e45768f61a274fc5483cf25b4c56889e30d5a9e0f27");
    assert_eq!(PublicKey::service().max_password_bytes(), 117);
}

#[test]
fn keys_are_read_as_pem_as_base64_and_with_stray_white_space() {
    let bare: String = PUBLIC_PEM.lines().filter(|line| !line.starts_with('-')).collect();
    let spaced = format!("  {}\r\n {}\t", &bare[..50], &bare[50..]);
    for text in [PUBLIC_PEM, bare.as_str(), spaced.as_str()] {
        let sealed = PublicKey::parse(text)
            .unwrap()
            .encrypt(&Password::parse("1234@Abcd").unwrap())
            .unwrap();
        assert_eq!(decrypt(&sealed), "1234@Abcd");
    }
}

#[test]
fn a_longer_key_takes_longer_passwords() {
    let key = PublicKey::parse(include_str!("../data/test-only-2048.pub.pem")).unwrap();
    assert_eq!(key.max_password_bytes(), 245);
    let sealed = key.encrypt(&Password::parse("x".repeat(245)).unwrap()).unwrap();
    assert_eq!(sealed.len(), 344);
}

#[test]
fn over_long_passwords_are_refused_with_the_limit() {
    let key = PublicKey::service();
    assert!(key.encrypt(&Password::parse("é".repeat(58)).unwrap()).is_ok()); // 116 bytes
    let refused = key.encrypt(&Password::parse("é".repeat(59)).unwrap()).unwrap_err(); // 118
    assert_eq!(refused, EncryptError::TooLong { max: 117 });
    assert!(refused.to_string().contains("117"), "{refused}");
}

#[test]
fn what_is_no_usable_key_says_why() {
    let table = [
        ("", "must not be empty"),
        ("not base64!", "neither PEM nor base64"),
        ("AAAA", "not an X.509 RSA public key"),
        (include_str!("../data/test-only-1024.pem"), "private key"),
        (include_str!("../data/pkcs1.pub.pem"), "PKCS#1"),
        (include_str!("../data/too-short-768.pub.pem"), "1024"),
        (include_str!("../data/not-rsa.pub.pem"), "not an X.509 RSA public key"),
    ];
    for (text, reason) in table {
        let refused = PublicKey::parse(text).unwrap_err();
        assert_eq!(refused.field(), "publicKey");
        assert!(refused.to_string().contains(reason), "{refused}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_encrypted_decrypts_to_itself_and_never_looks_the_same_twice(text in ".{1,29}") {
        let key = PublicKey::parse(PUBLIC_PEM).unwrap();
        let password = Password::parse(text.as_str()).unwrap();
        let (first, second) = (key.encrypt(&password).unwrap(), key.encrypt(&password).unwrap());
        prop_assert_eq!(decrypt(&first), text.as_str());
        prop_assert_eq!(decrypt(&second), text.as_str());
        prop_assert_ne!(first, second);
    }

    #[test]
    fn any_text_as_a_key_gives_a_key_or_a_refusal(text in any::<String>()) {
        let _ = PublicKey::parse(&text);
    }
}
