//! The table of protocol.md 6.1 and the laws behind it.

use authing_types::PasswordLevel::{self, High, Low, Medium};
use proptest::prelude::*;

#[test]
fn scoring_follows_the_documented_table() {
    let table = [
        ("123", Low),
        ("", Low),
        ("abcdef", Low),
        ("123456", Low),
        ("!!!!!!", Low),
        ("1234Abcd", Medium),
        ("abcde!", Medium),
        ("12345!", Medium),
        ("1234@Abcd", High),
        ("abc12_", Medium),
        ("ab1!\u{1F600}", High),
        ("密码密码密码", Low),
        ("密码密码a1", Medium),
        ("a1!", Low),
    ];
    for (password, level) in table {
        assert_eq!(PasswordLevel::of(password), level, "{password:?}");
    }
}

#[test]
fn exactly_the_twenty_documented_characters_are_special() {
    assert_eq!(PasswordLevel::SPECIAL_CHARACTERS.chars().count(), 20);
    for c in (0_u8..128).map(char::from).filter(|c| !c.is_ascii_alphanumeric()) {
        let level = PasswordLevel::of(&format!("abcde{c}"));
        let is_special = "!@#$%^&*(),.?\":{}|<>".contains(c);
        assert_eq!(level == Medium, is_special, "{c:?}");
    }
}

#[test]
fn length_is_counted_in_utf16_code_units() {
    assert_eq!(PasswordLevel::of("a1!\u{1F600}"), Low); // 3 + 2
    assert_eq!(PasswordLevel::of("a1!\u{1F600}b"), High); // 4 + 2
    assert_eq!(PasswordLevel::of("a1!码码"), Low); // 5, though more bytes
}

proptest! {
    #[test]
    fn a_level_only_rises_when_characters_are_added(password in ".{0,20}", suffix in ".{0,4}") {
        let longer = format!("{password}{suffix}");
        prop_assert!(PasswordLevel::of(&longer) >= PasswordLevel::of(&password));
    }

    #[test]
    fn order_of_characters_does_not_matter(password in ".{0,20}") {
        let reversed: String = password.chars().rev().collect();
        prop_assert_eq!(PasswordLevel::of(&reversed), PasswordLevel::of(&password));
    }
}
