//! Scenarios that are recorded once and replayed for ever.
//!
//! A team's test opens a [`Tape`], gives its transport to the client, and finishes it:
//!
//! ```
//! use authing_testkit::{Mode, Tape};
//! # use authing_transport::Transport;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");
//! let tape = Tape::open(format!("{directory}/send_sms/success.json"), Mode::Replay)?;
//! let transport = tape.transport(); // for `Client::builder(..).transport(transport)`
//! # let request = http::Request::post("https://core.authing.cn/api/v2/sms/send")
//! #     .header("content-type", "application/json")
//! #     .header("x-authing-app-id", "5f00000000000000000000b2")
//! #     .header("x-authing-lang", "en-US")
//! #     .header("x-authing-request-from", "sdk-rust")
//! #     .header("x-authing-sdk-version", "0.1.0")
//! #     .header("x-authing-userpool-id", "5f00000000000000000000a1")
//! #     .body(r#"{"phone":"18812348888","phoneCountryCode":"+86"}"#.into())?;
//! # transport.send(request).await?;
//! tape.finish()?; // fails when an exchange of the tape was not asked for
//! # Ok(())
//! # }
//! ```
//!
//! The same test [records](Mode::Record) the tape and [verifies](Mode::Verify) it against a server;
//! [`Mode::from_env`] lets the caller of the test choose.

mod capture;
mod file;
mod mode;
mod panicking;
mod playback;
mod recorder;
mod replay;

pub use capture::Capture;
pub use file::{Tape, TapeError};
pub use mode::{Mode, UnknownMode, Upstream};
pub use panicking::PanickingTransport;
pub use recorder::Recorder;
pub use replay::{Replay, ReplayError};
