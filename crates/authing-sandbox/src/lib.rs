//! The Authing authentication service, offline: a deterministic state machine that is a
//! [`Transport`](authing_transport::Transport), and a small server that puts any transport on a
//! loopback port.
//!
//! A test talks to it in-process, with no socket, no SMS and no waiting:
//!
//! ```
//! use std::time::Duration;
//!
//! use authing_api::operations::{LoginByPhoneCode, SendSms};
//! use authing_api::{OperationExt, SignIn};
//! use authing_sandbox::Sandbox;
//! use authing_transport::Transport;
//! use authing_types::Phone;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::new();
//! let phone = Phone::parse("18812348888")?;
//!
//! sandbox.send(SendSms::new(phone.clone()).to_http(&sandbox.context(), None)?).await?;
//! let code = sandbox.outbox().last_code("18812348888").ok_or("a code was sent")?;
//!
//! sandbox.clock().advance(Duration::from_secs(61)); // the code lives 60 seconds
//! let late = LoginByPhoneCode::new(phone, code).to_http(&sandbox.context(), None)?;
//! let refused = LoginByPhoneCode::from_http(&sandbox.send(late).await?).unwrap_err();
//! assert!(refused.to_string().contains("2300"));
//! # Ok(())
//! # }
//! ```
//!
//! It speaks the wire of the protocol reference. Rules that the reference marks as assumptions
//! are marked so here, with its sections.

mod answer;
mod clock;
mod control;
mod data_file;
mod dispatch;
mod faults;
mod fixtures;
mod forms;
mod keys;
mod log;
mod oidc;
mod operations;
mod outbox;
mod pool;
mod pools;
mod random;
mod real_time;
mod reserved;
mod rules;
mod sandbox;
mod seed;
mod server;
mod settings;
mod state;
mod users;
mod wire;

pub use clock::SandboxClock;
pub use data_file::{DataFileError, PersistentSandbox};
pub use faults::{ActiveFault, Effect, Fault, FaultBuilder, Faults, InvalidFault};
pub use fixtures::{DirectoryUser, SocialOutcome, SocialUser, TotpBinding};
pub use log::{LogEntry, RequestLog};
pub use outbox::{Channel, Message, Outbox};
pub use pools::SandboxPools;
pub use reserved::Reserved;
pub use rules::{Basis, Rule, rules};
pub use sandbox::{Sandbox, SandboxBuilder};
pub use seed::{Seed, SeedError, SeedProblem};
pub use server::{LoopbackServer, LoopbackServerBuilder, ServeError};
pub use settings::{
    BindingCodes, FailureAction, FailureCount, FailureLimit, Settings, SignUpLimit, Signing,
    UserFlags,
};
pub use state::{State, StateError};
pub use users::{NewUser, NewUserError, SandboxUser, UserChange, UserPage};
