//! Whether two sides of the wire still have the same structure: which fields there are, of which
//! types, what may be null, which code is answered. Values do not matter.
//!
//! Fixtures say how it was, a server says how it is:
//!
//! ```
//! use authing_testkit::drift::{Grade, compare_replies};
//! use authing_transport::json_response;
//! use http::StatusCode;
//!
//! let was = json_response(StatusCode::OK, r#"{"code": 200, "data": {"nickname": "Ann"}}"#);
//! let is = json_response(StatusCode::OK, r#"{"code": 200, "data": {"nickName": "Bob"}}"#);
//! let findings = compare_replies(&was, &is);
//! assert_eq!(findings[0].to_string(), "body.data.nickname: renamed to nickName");
//! assert_eq!(findings[0].grade(), Grade::Error);
//! ```
//!
//! Every [`Change`] has a [`Grade`]:
//!
//! | Change | in a reply | in a request |
//! | --- | --- | --- |
//! | [`FieldAdded`](Change::FieldAdded) | info | warn |
//! | [`FieldRemoved`](Change::FieldRemoved) | error | error |
//! | [`FieldRenamed`](Change::FieldRenamed) | error | error |
//! | [`TypeChanged`](Change::TypeChanged) | error | error |
//! | [`BecameNull`](Change::BecameNull) | warn | warn |
//! | [`NoLongerNull`](Change::NoLongerNull) | info | info |
//! | [`SometimesMissing`](Change::SometimesMissing) | warn | warn |
//! | [`NothingToCompare`](Change::NothingToCompare) | info | info |
//! | [`CodeChanged`](Change::CodeChanged) | error | error |
//! | [`StatusChanged`](Change::StatusChanged) | error | error |
//! | [`BodyChanged`](Change::BodyChanged) | error | error |
//! | [`ContentTypeChanged`](Change::ContentTypeChanged) | warn | error |
//! | [`HeaderRemoved`](Change::HeaderRemoved) | warn | error |
//! | [`HeaderAdded`](Change::HeaderAdded) | info | warn |
//! | [`MethodChanged`](Change::MethodChanged) | error | error |
//! | [`PathChanged`](Change::PathChanged) | error | error |
//! | [`NoAnswer`](Change::NoAnswer) | error | error |
//!
//! The reason behind it: a client ignores what it does not know, and misses what it relies on; a
//! service may refuse what it does not know.
//!
//! [`client_side`] compares what our operations send with a fixture, [`server_side`] what a server
//! answers, and [`live`] plans and makes the few calls that a real pool is asked.

mod change;
mod compare;
pub mod live;
mod sides;
mod structure;

pub use change::{Change, Finding, Grade, Side};
pub use compare::{compare_replies, compare_requests};
pub use sides::{DriftError, ServerSide, client_side, server_side};
