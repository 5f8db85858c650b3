#![doc = include_str!("../README.md")]

#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod call;
mod client;
mod error;
mod events;
mod id_token;
mod input;
mod known;
mod linking;
mod methods;
mod oidc_methods;
mod own;
mod pages;
mod refresh_policy;
mod retry;
mod session;

pub use builder::{BuildError, ClientBuilder};
pub use client::Client;
pub use error::Error;
pub use events::{
    Events, MissedEvents, PendingStep, SessionEvent, SessionEventKind, SignOutReason,
};
pub use input::IntoValue;
pub use own::compute_password_security_level;
pub use pages::ApplicationPages;
pub use refresh_policy::RefreshPolicy;
pub use retry::{FailedAttempt, Failure, GiveUp, RetryDecision, RetryPolicy};
pub use session::{SessionState, UserSession};

pub use authing_api::{
    ApplicationConfig, COMPOSITES, CompositeOperation, DirectoryApi, FirstLoginReset, IdTokenReply,
    LOCAL, Language, LocalOperation, OldEmail, OldPhone, Operation, OperationInfo, PublicKey,
    QrCodeStatus, RecoveredSignIn, Retry, SignIn, oidc, operations,
};
pub use authing_session as store;
pub use authing_session::SessionKey;
pub use authing_transport as transport;
pub use authing_types as types;
pub use authing_types::{ErrorCode, InvalidValue, User};

#[cfg(feature = "hyper")]
pub use authing_transport_hyper::HyperTransport;
