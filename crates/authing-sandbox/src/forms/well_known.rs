use http::Method;
use serde_json::json;

use authing_api::OperationInfo;

use crate::answer::Answer;
use crate::keys::password_public_key;

/// C81. Asked before a client knows its pool, so that no headers are looked at.
pub(super) static INFO: OperationInfo =
    OperationInfo::served("well_known", "C81", Method::GET, "/api/v2/.well-known");

/// The key that passwords are encrypted with. That it comes in an envelope is an assumption.
pub(super) fn answer() -> Answer {
    Answer::of(&json!({"publicKey": password_public_key()}))
}
