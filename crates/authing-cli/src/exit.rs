//! The exit codes of the program, which are part of its contract.

use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It did what was asked.
    Success,
    /// The service refused; or a row of the demo is not as documented.
    Refused,
    /// Bad usage or input, or a session file of no use: nothing was sent.
    BadInput,
    /// No usable answer came, or the answer could not be kept: the service may have acted.
    NoAnswer,
    /// Nobody is signed in (2020).
    NotSignedIn,
    /// A further step is needed: a second factor, a new password, a binding.
    FurtherStep,
}

impl Exit {
    /// The number that a shell sees.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Refused => 1,
            Self::BadInput => 2,
            Self::NoAnswer => 3,
            Self::NotSignedIn => 4,
            Self::FurtherStep => 5,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}
