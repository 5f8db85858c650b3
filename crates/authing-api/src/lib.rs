//! Every operation of the Authing authentication API as a typed struct: an HTTP request out, an
//! HTTP response in, and no I/O in between.
//!
//! An operation needs only itself and a [`Context`], so it works with any HTTP client:
//!
//! ```
//! use authing_api::operations::RegisterByEmail;
//! use authing_api::{Context, OperationExt, SignIn};
//! use authing_types::{AppId, Email, Password, UserPoolId};
//! # fn your_http_client(_: http::Request<bytes::Bytes>) -> http::Response<bytes::Bytes> {
//! #     http::Response::new(bytes::Bytes::from_static(
//! #         br#"{"code":200,"message":"success","data":{"id":"5f00000000000000000000c3"}}"#))
//! # }
//!
//! let context = Context::new(
//!     UserPoolId::parse("5f00000000000000000000a1")?,
//!     AppId::parse("5f00000000000000000000b2")?,
//! );
//! let operation = RegisterByEmail::new(
//!     Email::parse("ann@example.com")?,
//!     Password::parse("correct horse")?,
//! );
//!
//! let request = operation.to_http(&context, None)?;
//! let response = your_http_client(request);
//! match RegisterByEmail::from_http(&response)? {
//!     SignIn::Complete(user) => println!("welcome, {}", user.id),
//!     other => println!("a further step is needed: {other:?}"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the feature `server` the same structs read requests on the other side, in the module of
//! that name, which is how the sandbox works. This crate knows no transport, no store and no async.
//! Facts about the wire come from the protocol reference, cited by its sections (A4, 5.1, D7).

mod application_config;
mod composite;
mod context;
mod directory;
mod encryption;
mod error;
mod fresh_token;
mod local;
mod mfa;
pub mod oidc;
mod old_contact;
mod operation;
pub mod operations;
mod outputs;
mod qr_code;
mod reply;
mod request;
mod rsa;
#[cfg(feature = "server")]
pub mod server;
mod sign_in;
mod token;
mod wire;

pub use application_config::{ApplicationConfig, Tabs};
pub use composite::{COMPOSITES, CompositeOperation};
pub use context::{Bearer, Context, Language};
pub use directory::DirectoryApi;
pub use encryption::{EncryptError, PublicKey};
pub use error::{BuildError, DecodeError, ServiceError};
pub use fresh_token::{FirstLoginReset, IdTokenReply};
pub use local::{LOCAL, LocalOperation};
pub use mfa::RecoveredSignIn;
pub use old_contact::{OldEmail, OldPhone};
pub use operation::{Auth, Base, Operation, OperationExt, OperationInfo, Retry, SessionEffect};
pub use qr_code::QrCodeStatus;
pub use reply::{OperationOutput, Reply, SessionChange, code_of};
pub use sign_in::{FurtherStep, SignIn};
pub use token::expiry_of;
