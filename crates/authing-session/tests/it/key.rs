//! What is a session key.

use authing_session::SessionKey;
use proptest::prelude::*;

#[test]
fn default_key_is_named_default() {
    assert_eq!(SessionKey::default().as_str(), "default");
    assert_eq!(SessionKey::parse("default"), Ok(SessionKey::default()));
}

#[test]
fn length_counts_bytes() {
    assert!(SessionKey::parse("").is_err());
    assert!(SessionKey::parse("k".repeat(256)).is_ok());
    assert!(SessionKey::parse("k".repeat(257)).is_err());
    assert!(SessionKey::parse("密".repeat(86)).is_err(), "258 bytes");
}

#[test]
fn control_characters_are_refused() {
    for text in ["a\0", "\n", "a\tb", "\u{7f}", "\u{85}"] {
        let error = SessionKey::parse(text).unwrap_err();
        assert_eq!(error.field(), "session key");
        assert!(error.to_string().contains("control character"), "{error}");
    }
}

proptest! {
    #[test]
    fn a_key_prints_back_to_itself(text in any::<String>()) {
        if let Ok(key) = SessionKey::parse(text.clone()) {
            prop_assert_eq!(key.to_string(), text);
            prop_assert_eq!(key.to_string().parse(), Ok(key));
        }
    }
}
