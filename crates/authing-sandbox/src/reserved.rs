use serde::{Deserialize, Serialize};

/// What an identifier does that is [reserved](crate::Settings::reserved), so that a test has each of
/// these cases by choosing its recipient. That an identifier does so is an assumption; the codes are
/// those of protocol.md 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Reserved {
    /// No message to this phone or address can be sent: 500.
    SendingFails,
    /// The quota of this phone is used up, as is that of this address: 2080 for each message.
    QuotaUsedUp,
    /// No code of this phone or address is right: 2001. Messages are sent.
    CodeWrong,
    /// The codes of this phone or address have expired at once: 2300 for the right one.
    CodeExpired,
    /// Somebody has it already: 2026 at sign-up.
    Taken,
    /// Whoever has it is locked, however the sign-in is tried: 2005.
    Locked,
    /// Whoever has it is asked for a captcha: 2000. The sandbox has none to give.
    CaptchaRequired,
}

impl Reserved {
    /// Whether it is about messages and codes, which only phones and addresses get.
    pub(crate) fn needs_recipient(self) -> bool {
        matches!(self, Self::SendingFails | Self::QuotaUsedUp | Self::CodeWrong | Self::CodeExpired)
    }
}
