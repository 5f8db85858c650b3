//! What can change, and how bad it is.

use std::fmt;

/// How much a [`Change`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Grade {
    /// Programs do not notice.
    Info,
    /// Some programs may notice; somebody should look.
    Warn,
    /// Programs break.
    Error,
}

impl Grade {
    /// `info`, `warn` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Which half of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "an exchange has two halves")]
pub enum Side {
    /// What a client sends.
    Request,
    /// What a server answers.
    Reply,
}

/// One difference of structure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A field is there that was not.
    FieldAdded,
    /// A field is gone.
    FieldRemoved,
    /// A field is gone, and one of the same structure and of a like name came.
    FieldRenamed {
        /// The new name.
        to: String,
    },
    /// A value is of another type.
    TypeChanged {
        /// The type it had: `string`, or several as in `number or string`.
        from: String,
        /// The type it has.
        to: String,
    },
    /// A value is null, at least in some elements of a list, and never was.
    BecameNull,
    /// A value is there that was null, so that its type was not known.
    NoLongerNull,
    /// A field is missing in some elements of a list, or was only in some and is in none.
    SometimesMissing,
    /// A list is empty that had elements.
    NothingToCompare,
    /// The service's code is another, or the `error` of an OIDC reply.
    CodeChanged {
        /// The code it was.
        from: String,
        /// The code it is.
        to: String,
    },
    /// The HTTP status is another.
    StatusChanged {
        /// The status it was.
        from: u16,
        /// The status it is.
        to: u16,
    },
    /// The body is of another form.
    BodyChanged {
        /// The form it had: `JSON`, `a form`, `text`, `nothing`.
        from: &'static str,
        /// The form it has.
        to: &'static str,
    },
    /// The media type is another; its parameters do not matter.
    ContentTypeChanged {
        /// The type it was.
        from: String,
        /// The type it is.
        to: String,
    },
    /// A header is gone.
    HeaderRemoved,
    /// A header is there that was not. Told of requests only: what a proxy adds to a reply says
    /// nothing.
    HeaderAdded,
    /// The method is another.
    MethodChanged {
        /// The method it was.
        from: String,
        /// The method it is.
        to: String,
    },
    /// The path is another.
    PathChanged {
        /// The path it was.
        from: String,
        /// The path it is.
        to: String,
    },
    /// No complete answer came, or one came where none did before.
    NoAnswer {
        /// What came instead: a kind of transport error, or `an answer`.
        instead: String,
    },
}

impl Change {
    /// The name in machine-readable reports: `field_renamed`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::FieldAdded => "field_added",
            Self::FieldRemoved => "field_removed",
            Self::FieldRenamed { .. } => "field_renamed",
            Self::TypeChanged { .. } => "type_changed",
            Self::BecameNull => "became_null",
            Self::NoLongerNull => "no_longer_null",
            Self::SometimesMissing => "sometimes_missing",
            Self::NothingToCompare => "nothing_to_compare",
            Self::CodeChanged { .. } => "code_changed",
            Self::StatusChanged { .. } => "status_changed",
            Self::BodyChanged { .. } => "body_changed",
            Self::ContentTypeChanged { .. } => "content_type_changed",
            Self::HeaderRemoved => "header_removed",
            Self::HeaderAdded => "header_added",
            Self::MethodChanged { .. } => "method_changed",
            Self::PathChanged { .. } => "path_changed",
            Self::NoAnswer { .. } => "no_answer",
        }
    }

    /// How much it matters, by the table of the [module](self::super).
    pub fn grade(&self, side: Side) -> Grade {
        match (self, side) {
            (Self::NoLongerNull | Self::NothingToCompare, _)
            | (Self::FieldAdded | Self::HeaderAdded, Side::Reply) => Grade::Info,
            (Self::BecameNull | Self::SometimesMissing, _)
            | (Self::FieldAdded | Self::HeaderAdded, Side::Request)
            | (Self::ContentTypeChanged { .. } | Self::HeaderRemoved, Side::Reply) => Grade::Warn,
            (
                Self::FieldRemoved
                | Self::FieldRenamed { .. }
                | Self::TypeChanged { .. }
                | Self::CodeChanged { .. }
                | Self::StatusChanged { .. }
                | Self::BodyChanged { .. }
                | Self::MethodChanged { .. }
                | Self::PathChanged { .. }
                | Self::NoAnswer { .. },
                _,
            )
            | (Self::ContentTypeChanged { .. } | Self::HeaderRemoved, Side::Request) => {
                Grade::Error
            }
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FieldAdded => f.write_str("is new"),
            Self::FieldRemoved => f.write_str("is gone"),
            Self::FieldRenamed { to } => write!(f, "renamed to {to}"),
            Self::TypeChanged { from, to } => write!(f, "was {from}, is {to}"),
            Self::BecameNull => f.write_str("is null"),
            Self::NoLongerNull => f.write_str("was null, and has a value"),
            Self::SometimesMissing => f.write_str("is missing in some elements"),
            Self::NothingToCompare => f.write_str("is empty, so its elements are not compared"),
            Self::CodeChanged { from, to } => write!(f, "was {from}, is {to}"),
            Self::StatusChanged { from, to } => write!(f, "was {from}, is {to}"),
            Self::BodyChanged { from, to } => write!(f, "was {from}, is {to}"),
            Self::ContentTypeChanged { from, to } => write!(f, "was {from}, is {to}"),
            Self::HeaderRemoved => f.write_str("is gone"),
            Self::HeaderAdded => f.write_str("is new"),
            Self::MethodChanged { from, to } => write!(f, "was {from}, is {to}"),
            Self::PathChanged { from, to } => write!(f, "was {from}, is {to}"),
            Self::NoAnswer { instead } => write!(f, "is missing: {instead}"),
        }
    }
}

/// A change and its place. It holds names and types, and no value but codes, statuses and paths.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// In which half of the exchange.
    pub side: Side,
    /// Where: `body.data.id`, `body.data.list[].name`, `query.page`, `header x-authing-lang`.
    pub place: String,
    /// What.
    pub change: Change,
}

impl Finding {
    pub(super) fn new(side: Side, place: impl Into<String>, change: Change) -> Self {
        Self { side, place: place.into(), change }
    }

    /// How much it matters.
    pub fn grade(&self) -> Grade {
        self.change.grade(self.side)
    }
}

/// Place and change: `body.data.nickname: renamed to nickName`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.change)
    }
}
