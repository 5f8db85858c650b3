use std::time::Duration;

use authing_types::Timestamp;

/// Why an id token is not to be trusted: the check that failed, with what it compared. No variant
/// holds the token, its signature or a nonce.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdTokenError {
    /// It is not a JWS in compact form (RFC 7515, 7.1) that holds claims.
    #[error("the id token is malformed: {reason}")]
    Malformed {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// It is signed in a way that is not allowed, or not at all.
    #[error("the id token is signed with {found:?}, and only {allowed:?} is allowed")]
    Algorithm {
        /// The `alg` of its header, cut after 64 characters; `None` where it has none.
        found: Option<String>,
        /// What is allowed: `RS256, HS256`.
        allowed: String,
    },
    /// The key set has no usable key with the token's key id. The provider may have begun to use
    /// another key: read the set again.
    #[error("no usable key of the key set has the id token's key id, {key_id:?}")]
    UnknownKey {
        /// The `kid` of its header, cut after 64 characters; `None` where it has none, which is
        /// fine only for a set of one key.
        key_id: Option<String>,
    },
    /// The signature was not made with the key.
    #[error("the id token's signature does not fit its text and key")]
    Signature,
    /// A claim that must be there is not (OpenID Connect Core 1.0, 2).
    #[error("the id token has no claim `{claim}`")]
    MissingClaim {
        /// The name of the claim.
        claim: &'static str,
    },
    /// A claim is of another type than it must be, or out of range.
    #[error("the id token's claim `{claim}` has another form than it must have")]
    InvalidClaim {
        /// The name of the claim.
        claim: &'static str,
    },
    /// Somebody else made it.
    #[error("the id token's issuer is {found:?}, and {expected:?} is expected")]
    Issuer {
        /// The issuers that are taken, separated by commas.
        expected: String,
        /// Its `iss`, cut after 64 characters.
        found: String,
    },
    /// It was made for another application.
    #[error("the id token's audience is {found:?}, and {expected:?} is not in it")]
    Audience {
        /// The application's id.
        expected: String,
        /// Its `aud`, separated by commas, cut after 64 characters.
        found: String,
    },
    /// It was made for several audiences, and another application asked for it.
    #[error("the id token was issued to {found:?}, and {expected:?} is expected")]
    AuthorizedParty {
        /// The application's id.
        expected: String,
        /// Its `azp`, cut after 64 characters; `None` where it has none.
        found: Option<String>,
    },
    /// It is no longer valid.
    #[error("the id token expired at {expired_at}; now is {now}, and the leeway {leeway:?}")]
    Expired {
        /// Its `exp`.
        expired_at: Timestamp,
        /// When it was verified.
        now: Timestamp,
        /// How far clocks may be apart.
        leeway: Duration,
    },
    /// It is of the future: the clock of this machine may be behind.
    #[error("the id token's `{claim}` is {at}; now is {now}, and the leeway {leeway:?}")]
    NotYetValid {
        /// The claim that says so: `nbf` or `iat`.
        claim: &'static str,
        /// Its value.
        at: Timestamp,
        /// When it was verified.
        now: Timestamp,
        /// How far clocks may be apart.
        leeway: Duration,
    },
    /// It was made for another sign-in.
    #[error("the id token belongs to another sign-in: its nonce is another")]
    Nonce,
}

/// The beginning of a value of a token, which may be of any length.
#[inline]
pub(super) fn shown(value: &str) -> String {
    const MAX_CHARS: usize = 64;
    value.chars().take(MAX_CHARS).collect()
}
