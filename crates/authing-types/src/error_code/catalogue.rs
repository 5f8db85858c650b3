//! The codes themselves, from protocol.md 5.

mod account;
mod general;
mod other;
mod sign_in;

use super::CodeInfo;

/// Writes each code once, as a constant of [`ErrorCode`] and as a row of the catalogue: number,
/// constant, name, source, advice; meaning in both languages; next step.
macro_rules! codes {
    ($(
        $number:literal $constant:ident = $name:literal, $source:literal, $retry:ident,
        $meaning:literal, $meaning_zh:literal, $next_step:literal;
    )+) => {
        impl $crate::ErrorCode {
            $(
                #[doc = concat!("`", stringify!($number), "`: ", $meaning, ".")]
                pub const $constant: Self = Self::new($number);
            )+
        }

        pub(super) const CODES: &[$crate::CodeInfo] = &[$($crate::CodeInfo {
            code: $crate::ErrorCode::$constant,
            name: $name,
            meaning: $meaning,
            meaning_zh: $meaning_zh,
            next_step: $next_step,
            retry: $crate::RetryAdvice::$retry,
            source: $source,
        }),+];
    };
}

use codes;

/// All codes, by ascending number.
pub(super) static CATALOGUE: &[CodeInfo] = &sorted();

/// The codes by topic.
const TOPICS: [&[CodeInfo]; 4] = [general::CODES, sign_in::CODES, account::CODES, other::CODES];
const COUNT: usize =
    general::CODES.len() + sign_in::CODES.len() + account::CODES.len() + other::CODES.len();

/// Puts each code behind the lesser ones. Done by the compiler, so that no program has to.
const fn sorted() -> [CodeInfo; COUNT] {
    let mut all = [general::CODES[0]; COUNT];
    let mut count = 0;
    let mut topic = 0;
    while topic < TOPICS.len() {
        let mut index = 0;
        while index < TOPICS[topic].len() {
            let info = TOPICS[topic][index];
            let mut place = count;
            while place > 0 && all[place - 1].code.number() > info.code.number() {
                all[place] = all[place - 1];
                place -= 1;
            }
            all[place] = info;
            count += 1;
            index += 1;
        }
        topic += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    #[test]
    fn numbers_and_names_are_unique_and_every_code_is_found() {
        assert!(CATALOGUE.is_sorted_by(|a, b| a.code < b.code), "a number stands twice");
        for info in CATALOGUE.iter() {
            assert_eq!(info.code.name(), Some(info.name));
        }
        let mut names: Vec<_> = CATALOGUE.iter().map(|info| info.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CATALOGUE.len());
        assert_eq!(ErrorCode::new(1).info(), None);
    }

    #[test]
    fn every_text_is_there_and_names_are_in_snake_case() {
        for info in CATALOGUE.iter() {
            let is_snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(info.name.chars().all(is_snake), "{}", info.name);
            for text in [info.meaning, info.meaning_zh, info.next_step, info.source] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}", info.code);
            }
        }
    }
}
