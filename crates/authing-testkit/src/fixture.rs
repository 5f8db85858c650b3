//! Exchanges in files, `fixtures/<operation>/<case>.json`, that judge both sides of the wire.
//!
//! A fixture is canonical JSON: sorted keys, two spaces, one line end. It holds a request and a
//! response as they are on the wire, JSON bodies as JSON, and [labels](Label) in the places of
//! values that are secret, random or of no matter:
//!
//! ```json
//! {
//!   "description": "A user signs in with a user name and a password.",
//!   "exchanges": [
//!     {
//!       "parameters": {"account": "nextgeneration", "password": "1234@Abcd"},
//!       "request": {
//!         "body": {"json": {"account": "nextgeneration", "password": "{{encrypted:1234@Abcd}}"}},
//!         "headers": {"content-type": "application/json"},
//!         "method": "POST",
//!         "path": "/api/v2/login/account"
//!       },
//!       "response": {
//!         "body": {"json": {"code": 200, "data": {"id": "{{user_id:1}}", "token": "{{token:1}}"}}},
//!         "status": 200
//!       }
//!     }
//!   ],
//!   "format": 1,
//!   "operation": "login_by_account",
//!   "provenance": {"section": "A4", "source": "documented"}
//! }
//! ```
//!
//! An exchange may also have failed: `{"response": {"failure": "interrupted"}}` is a connection that
//! was lost before the answer, and a `status` with `"failure": "body"` an answer that was cut short.
//! A recorded one tells its `started` and `duration_ms`; `shapes` and `tokens` say what fresh values
//! look like.
//!
//! Whoever judges a client compares what it sends with [`RecordedRequest::differences`] and
//! answers with [`RecordedResponse::to_http`]; whoever judges a server does it the other way
//! round:
//!
//! ```
//! use authing_testkit::fixture::{Fixture, Labels};
//!
//! # let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");
//! let fixture = Fixture::load(format!("{directory}/send_sms/success.json"))?;
//! let exchange = &fixture.exchanges[0];
//! let mut labels = Labels::new();
//!
//! let request = exchange.request.to_http("https://core.authing.cn", &mut labels)?;
//! assert_eq!(request.uri().path(), "/api/v2/sms/send");
//! # let server = |_| http::Response::new(bytes::Bytes::from("{\"code\":500,\"data\":null}"));
//! let answer = server(request);
//! let differences = exchange.response.differences(&answer, &mut labels);
//! assert_eq!(differences[1].to_string(), "body.code: expected 200, got 500");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compare;
mod fresh;
mod keys;
mod labels;
mod load;
mod model;
mod play;
mod template;

pub use compare::Difference;
pub(crate) use compare::collect;
pub(crate) use fresh::{is_ciphertext, odd_shape};
pub use keys::TapeKeys;
pub use labels::Labels;
pub use load::LoadError;
pub use model::{
    Body, Exchange, FORMAT, Failure, Fields, Fixture, Provenance, RecordedRequest,
    RecordedResponse, RecordedToken, Source, Values,
};
pub use play::PlayError;
pub use template::{InvalidTemplate, Label, Template};
