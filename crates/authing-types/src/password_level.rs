/// How strong a password is, by the rule of the service's mobile clients (protocol.md A26, 6.1).
///
/// ```
/// use authing_types::PasswordLevel;
///
/// assert_eq!(PasswordLevel::of("123"), PasswordLevel::Low);
/// assert_eq!(PasswordLevel::of("1234Abcd"), PasswordLevel::Medium);
/// assert_eq!(PasswordLevel::of("1234@Abcd"), PasswordLevel::High);
/// assert_eq!(PasswordLevel::High as u8, 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the rule has these three results and no other")]
pub enum PasswordLevel {
    /// Under 6 UTF-16 code units, or of one kind of character only: 0 on the wire.
    Low = 0,
    /// Two kinds of character: 1 on the wire.
    Medium = 1,
    /// Letters, digits and special characters: 2 on the wire.
    High = 2,
}

impl PasswordLevel {
    /// Scores a password.
    ///
    /// Letters are `A`–`Z` and `a`–`z`, digits `0`–`9`, and special characters the twenty of
    /// [`SPECIAL_CHARACTERS`](Self::SPECIAL_CHARACTERS); all others count for the length alone.
    #[inline]
    pub fn of(password: &str) -> Self {
        if password.encode_utf16().count() < Self::MIN_LENGTH {
            return Self::Low;
        }
        let kinds: [fn(char) -> bool; 3] = [
            |c| c.is_ascii_alphabetic(),
            |c| c.is_ascii_digit(),
            |c| Self::SPECIAL_CHARACTERS.contains(c),
        ];
        match kinds.into_iter().filter(|kind| password.contains(*kind)).count() {
            3 => Self::High,
            2 => Self::Medium,
            _ => Self::Low,
        }
    }

    /// The least length, in UTF-16 code units, of a password above [`Low`](Self::Low).
    pub const MIN_LENGTH: usize = 6;

    /// The characters that count as special (protocol.md 6.1).
    pub const SPECIAL_CHARACTERS: &str = "!@#$%^&*(),.?\":{}|<>";
}
