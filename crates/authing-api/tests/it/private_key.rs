//! The other half of the key that passwords are encrypted with.

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
fn what_is_no_private_key_is_refused_without_being_shown() {
    for text in ["", "canary", &PEM[..100], include_str!("../data/test-only-2048.pub.pem")] {
        let refused = PrivateKey::parse(text).unwrap_err();
        assert_eq!(refused.field(), "privateKey");
        assert!(!refused.to_string().contains("canary"));
    }
}
