use http::Method;
use serde::Deserialize;

use authing_api::OperationInfo;
use authing_types::ErrorCode;

use super::Form;
use crate::answer::{Answer, Failure, Outcome};
use crate::pool::{Call, Identifier, Pool};

/// C8. Whether a user has an identifier. The sandbox's users have no `externalId`, so that nobody
/// has one. Without any identifier it is 400 (an assumption).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserExists {
    email: Option<String>,
    phone: Option<String>,
    username: Option<String>,
    external_id: Option<String>,
}

impl Form for UserExists {
    const INFO: OperationInfo =
        OperationInfo::served("check_account", "C8", Method::GET, "/api/v2/users/is-user-exists");

    fn handle(self, pool: &mut Pool, _call: &Call) -> Outcome {
        let asked = [
            self.email.map(Identifier::Email),
            self.phone.map(Identifier::Phone),
            self.username.map(Identifier::Username),
        ];
        let asked: Vec<_> = asked.into_iter().flatten().collect();
        if asked.is_empty() && self.external_id.is_none() {
            return Err(Failure::with_detail(ErrorCode::BAD_REQUEST, "no identifier is given"));
        }
        Ok(Answer::of(&asked.iter().any(|identifier| pool.has(identifier))))
    }
}

/// C76. The same by a key and its type, `username`, `email` or `phone`; 400 for another one (an
/// assumption).
#[derive(Debug, Deserialize)]
pub(super) struct FindUser {
    key: String,
    #[serde(rename = "type")]
    kind: String,
}

impl Form for FindUser {
    const INFO: OperationInfo =
        OperationInfo::served("find_user", "C76", Method::GET, "/api/v2/users/find");

    fn handle(self, pool: &mut Pool, _call: &Call) -> Outcome {
        let identifier = match self.kind.as_str() {
            "username" => Identifier::Username(self.key),
            "email" => Identifier::Email(self.key),
            "phone" => Identifier::Phone(self.key),
            _ => return Err(Failure::with_detail(ErrorCode::BAD_REQUEST, "unknown type")),
        };
        Ok(Answer::of(&pool.has(&identifier)))
    }
}
