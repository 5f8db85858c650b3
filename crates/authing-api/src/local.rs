//! Operations that the documentation names and that send nothing.

/// One operation without a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalOperation {
    /// The name used everywhere: function, subcommand, docs row.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// Its section in the protocol reference: `A26`.
    pub section: &'static str,
}

/// Their table, in the order of the documentation.
pub const LOCAL: &[LocalOperation] = &[
    LocalOperation {
        name: "compute_password_security_level",
        summary: "score a password",
        section: "A26",
    },
    LocalOperation {
        name: "build_authorize_url",
        summary: "make the URL that a browser is sent to for an OIDC sign-in",
        section: "B14",
    },
];
