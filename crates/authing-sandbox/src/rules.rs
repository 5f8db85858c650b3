//! What the sandbox does, rule by rule, with the source of each and the test that proves it.

mod account;
mod external;
mod messages;
mod sign_in;

/// One rule of the sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// What it is about.
    pub topic: &'static str,
    /// The rule.
    pub text: &'static str,
    /// How well it is known.
    pub basis: Basis,
    /// Where in the protocol reference it stands.
    pub section: &'static str,
    /// The test of this crate that proves it, as `file::name`.
    pub test: &'static str,
}

/// How well a rule is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// The API's documentation says so, or the service's own clients and their tests show it.
    Documented,
    /// It follows from what they do.
    Inferred,
    /// Nobody says: a choice of ours, marked as an assumption in the protocol reference.
    Assumed,
}

impl Basis {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Inferred => "inferred",
            Self::Assumed => "assumed",
        }
    }
}

/// The rules, topic by topic in the order of protocol.md 10.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [sign_in::RULES, messages::RULES, account::RULES, external::RULES].into_iter().flatten()
}

const fn rule(
    topic: &'static str,
    text: &'static str,
    basis: Basis,
    section: &'static str,
    test: &'static str,
) -> Rule {
    Rule { topic, text, basis, section, test }
}
