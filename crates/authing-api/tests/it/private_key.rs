//! The other half of the key that passwords are encrypted with.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
use rsa::{BoxedUint, RsaPrivateKey};

use authing_api::PublicKey;
use authing_api::server::PrivateKey;
use authing_types::Password;

const PEM: &str = include_str!("../data/test-only-1024.pem");

#[test]
fn what_one_half_encrypts_the_other_decrypts() {
    let private = PrivateKey::parse(PEM).unwrap();
    let public = PublicKey::parse(&private.public_key()).unwrap();
    for password in ["1", "1234@Abcd", "pässwörd 密码", &"x".repeat(117)] {
        let sealed = public.encrypt(&Password::parse(password).unwrap()).unwrap();
        assert_eq!(private.decrypt(&sealed).unwrap().as_str(), password);
    }
    assert_eq!(format!("{private:?}"), "PrivateKey(1024 bits)");
}

#[test]
fn what_was_encrypted_otherwise_is_no_password() {
    let private = PrivateKey::parse(PEM).unwrap();
    // Now and then the crate's own decryption gives random bytes that are text.
    for _ in 0..50 {
        let sealed = PublicKey::service().encrypt(&Password::parse("1234@Abcd").unwrap()).unwrap();
        assert_eq!(private.decrypt(&sealed), None);
    }
    for other in ["", "1234@Abcd", "AAAA", &"A".repeat(172), &"A".repeat(4000)] {
        assert_eq!(private.decrypt(other), None, "{other}");
    }
}

#[test]
fn keys_of_any_length_and_exponent_decrypt() {
    // 1024 bits have arithmetic of their own.
    for (bits, exponent) in [(1024, 3), (1024, 65537), (1025, 65537), (1032, 17), (1536, 65537)] {
        let mut random = ChaCha20Rng::seed_from_u64(exponent);
        let key = RsaPrivateKey::new_with_exp(&mut random, bits, BoxedUint::from(exponent));
        let private =
            PrivateKey::parse(&key.unwrap().to_pkcs8_pem(LineEnding::LF).unwrap()).unwrap();
        let public = PublicKey::parse(&private.public_key()).unwrap();
        for password in ["1", "1234@Abcd", "pässwörd 密码"] {
            let sealed = public.encrypt(&Password::parse(password).unwrap()).unwrap();
            let clear = private.decrypt(&sealed).unwrap();
            assert_eq!(clear.as_str(), password, "{bits} bits, exponent {exponent}");
        }
    }
}

#[test]
fn what_is_no_private_key_is_refused_without_being_shown() {
    for text in ["", "canary", &PEM[..100], include_str!("../data/test-only-2048.pub.pem")] {
        let refused = PrivateKey::parse(text).unwrap_err();
        assert_eq!(refused.field(), "privateKey");
        assert!(!refused.to_string().contains("canary"));
    }
}
