//! Why a command failed, in the form in which it is shown.

use authing::{ErrorCode, InvalidValue, OperationInfo};

use crate::exit::Exit;

/// A failed command: what to print, and how to exit.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// How the program ends.
    pub(crate) exit: Exit,
    /// The service's code: what it answered, or would have answered to input refused here.
    pub(crate) code: Option<ErrorCode>,
    /// What happened, followed by its causes.
    pub(crate) chain: Vec<String>,
    /// The message of the service, where it gave one.
    pub(crate) said: Option<String>,
    /// What to do next.
    pub(crate) hint: Option<String>,
    /// The places of an input file that are wrong, each with the reason.
    pub(crate) problems: Vec<(String, String)>,
}

impl Failure {
    /// Bad usage or input; nothing was sent. The message says what to do.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::BadInput,
            code: None,
            chain: vec![message.into()],
            said: None,
            hint: None,
            problems: Vec::new(),
        }
    }

    /// The same failure with its causes below it.
    pub(crate) fn caused_by(mut self, error: &dyn std::error::Error) -> Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            self.chain.push(error.to_string());
            cause = error.source();
        }
        self
    }

    /// The same failure with the places of a file that are wrong, each with the reason.
    pub(crate) fn with_problems(
        mut self,
        problems: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        self.problems.extend(problems);
        self
    }

    /// The same failure with something to do about it.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A parameter of an operation was refused here, with the code that the service would give.
    pub(crate) fn parameter(info: &OperationInfo, invalid: &InvalidValue) -> Self {
        Self { code: info.refusal_of(invalid.field()).or(invalid.code()), ..Self::from(invalid) }
    }

    /// The message as one line: what the service said, else what happened with its causes.
    pub(crate) fn message(&self) -> String {
        self.said.clone().unwrap_or_else(|| self.chain.join(": "))
    }
}

impl From<&InvalidValue> for Failure {
    fn from(invalid: &InvalidValue) -> Self {
        Self::input(invalid.to_string())
    }
}

impl From<authing::Error> for Failure {
    fn from(error: authing::Error) -> Self {
        let hint = match error.invalid_value() {
            Some(invalid) if invalid.field() == "publicKey" => Some("give the key: --public-key"),
            _ => error.hint(),
        };
        Self {
            exit: exit_of(&error),
            code: error.service_code(),
            said: error.message().map(str::to_owned),
            hint: hint.map(str::to_owned),
            ..Self::input(error.to_string())
        }
        .causes_of(&error)
    }
}

impl Failure {
    fn causes_of(self, error: &dyn std::error::Error) -> Self {
        match error.source() {
            Some(cause) => self.caused_by(cause),
            None => self,
        }
    }
}

/// Where the service has acted, or may have, the exit code says so even if the fault is ours.
fn exit_of(error: &authing::Error) -> Exit {
    if error.is_not_signed_in() {
        Exit::NotSignedIn
    } else if error.is_refused() {
        Exit::Refused
    } else if error.is_further_step() {
        Exit::FurtherStep
    } else if error.is_connect() || error.may_have_acted() {
        Exit::NoAnswer
    } else {
        Exit::BadInput
    }
}

/// Why the parameters of a command make no operation.
#[derive(Debug)]
pub(crate) enum Refused {
    /// A parameter is malformed.
    Parameter(InvalidValue),
    /// Something else is missing or wrong, as a source for the password.
    Other(Box<Failure>),
}

impl Refused {
    /// The failure to show, now that the operation is known.
    pub(crate) fn for_operation(self, info: &OperationInfo) -> Failure {
        match self {
            Self::Parameter(invalid) => Failure::parameter(info, &invalid),
            Self::Other(failure) => *failure,
        }
    }
}

impl From<InvalidValue> for Refused {
    fn from(invalid: InvalidValue) -> Self {
        Self::Parameter(invalid)
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Other(Box::new(failure))
    }
}
