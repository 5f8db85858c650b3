//! Operations that the documentation names and that are made of others.

use authing_types::ErrorCode;

/// One operation that runs two: a sign-in, and `auth_by_token` with the id token it gave
/// (protocol.md B19-B23).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompositeOperation {
    /// The name used everywhere: method, subcommand, docs row.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// Its section in the protocol reference: `B19`.
    pub section: &'static str,
    /// The sign-in that it begins with. Whatever that gives besides success is its own outcome too.
    pub first: &'static str,
}

impl CompositeOperation {
    /// The codes that its own section names, success left out. It gives whatever else its first
    /// step gives too.
    pub fn codes(&self) -> &'static [ErrorCode] {
        &[ErrorCode::MFA_REQUIRED]
    }
}

/// Their table, in the order of the documentation.
pub const COMPOSITES: &[CompositeOperation] = &[
    CompositeOperation {
        name: "oidc_register_by_email",
        summary: "register with an e-mail address and a password, and get OIDC tokens",
        section: "B19",
        first: "register_by_email",
    },
    CompositeOperation {
        name: "oidc_register_by_username",
        summary: "register with a user name and a password, and get OIDC tokens",
        section: "B20",
        first: "register_by_username",
    },
    CompositeOperation {
        name: "oidc_register_by_phone_code",
        summary: "register with a phone number and a code, and get OIDC tokens",
        section: "B21",
        first: "register_by_phone_code",
    },
    CompositeOperation {
        name: "oidc_login_by_account",
        summary: "sign in with an account and a password, and get OIDC tokens",
        section: "B22",
        first: "login_by_account",
    },
    CompositeOperation {
        name: "oidc_login_by_phone_code",
        summary: "sign in with a phone number and a code, and get OIDC tokens",
        section: "B23",
        first: "login_by_phone_code",
    },
];
