//! Signing in by OIDC (protocol.md 8): what leads to the token endpoint, and what comes from it.
//!
//! The way is: an [`AuthorizeRequest`] gives the URL for the browser; the browser comes back to the
//! redirect URI; [`AuthorizeRequest::read_callback`] checks that it is the same sign-in and gives
//! the code; [`AuthByCode`](crate::operations::AuthByCode) turns the code into a [`TokenSet`], whose
//! id token an [`IdTokenVerifier`] verifies with the [`Jwks`] that [`ReadJwks`] reads.

mod authorize;
mod callback;
mod constant;
mod exposed;
mod host;
mod id_token;
mod jwks;
mod token_set;

pub use authorize::{AuthorizeRequest, NoRandomness, code_challenge};
pub use callback::CallbackError;
pub use constant::{AuthingTokenGrant, AuthorizationCodeGrant, Consent, RefreshTokenGrant};
pub use host::{has_application_hosts, host_of_application};
pub use id_token::{IdTokenClaims, IdTokenError, IdTokenVerifier, SignatureAlgorithm};
pub use jwks::{Jwks, JwksError, ReadJwks};
pub use token_set::TokenSet;

pub(crate) use exposed::{optional_secret, secret};
