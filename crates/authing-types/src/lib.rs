//! Domain types of the Authing authentication API: validated values, secrets, users, error codes
//! and password scoring.
//!
//! A value is checked once, where it enters the program, and trusted afterwards: whoever holds an
//! [`Email`] holds a well-formed address. A value that fails says which field is wrong, why, and
//! what to do, and knows the code with which the service would have refused it:
//!
//! ```
//! use authing_types::{Email, ErrorCode};
//!
//! let email = Email::parse("Ann@Example.com")?;
//! assert_eq!(email, Email::parse("ann@example.com")?); // case does not matter to the service
//!
//! let refused = Email::parse("ann.example.com").unwrap_err();
//! assert_eq!(refused.field(), "email");
//! assert_eq!(refused.code(), Some(ErrorCode::MALFORMED_EMAIL)); // 2003
//! # Ok::<(), authing_types::InvalidValue>(())
//! ```
//!
//! Secrets ([`Password`], [`VerificationCode`], the tokens) print as `[redacted]`, are wiped when
//! dropped, and are read only through `expose_secret`.
//!
//! This crate knows nothing of HTTP, async, clocks or files. Facts about the service come from the
//! protocol reference, cited by its sections (A4, 5.1, D7).

mod application;
mod base_url;
mod challenge;
mod custom_data;
mod email;
mod email_scene;
mod error_code;
mod id;
mod invalid_value;
pub mod json;
pub mod lenient;
mod organization;
mod password_level;
mod phone;
mod profile;
mod provider;
mod qr_code;
mod redirect_uri;
mod resource;
mod rfc3339;
mod role;
mod scope;
mod secret;
mod security_level;
mod text;
mod timestamp;
mod user;
mod username;
mod wiped;

pub use application::{Application, Applications};
pub use base_url::BaseUrl;
pub use challenge::{
    BindingChallenge, BindingKind, FirstLoginChallenge, MfaChallenge, MfaFactor, MfaPolicy,
    MfaScope,
};
pub use custom_data::{CustomDataType, CustomDataUpdate, CustomValue};
pub use email::Email;
pub use email_scene::EmailScene;
pub use error_code::{CodeInfo, ErrorCode, RetryAdvice};
pub use id::{AppId, UserId, UserPoolId};
pub use invalid_value::InvalidValue;
pub use organization::{Department, Org, OrgNode, OrgPath};
pub use password_level::PasswordLevel;
pub use phone::{CountryCode, Phone, PhoneNumber};
pub use profile::{ProfileField, ProfileUpdate};
pub use provider::{ConnectionId, IdentityProvider, SocialProvider};
pub use qr_code::{QrCodeId, QrCodePayload};
pub use redirect_uri::RedirectUri;
pub use resource::{AuthorizedResource, AuthorizedResources, ResourceKind};
pub use role::Role;
pub use scope::{Scope, Scopes};
pub use secret::{
    AccessToken, AppSecret, AuthorizationCode, BindingKey, CodeVerifier, FirstLoginToken, IdToken,
    MfaToken, Nonce, Password, ProviderCode, RecoveryCode, RefreshToken, State, TotpCode,
    VerificationCode,
};
pub use security_level::SecurityLevel;
pub use timestamp::Timestamp;
pub use user::{CustomField, Identity, User, UserPart};
pub use username::{Account, Username};
