//! `qr-codes` and `consent`: what happens in a browser beside the API.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::users::no_such_user;
use super::{Asked, Command, Refused, Reply, Run};
use crate::answer::json as json_reply;

pub(super) const COMMANDS: &[Command] = &[
    Command { method: Method::POST, path: "qr-codes", example: "", run: Run::Now(create) },
    Command { method: Method::GET, path: "qr-codes/{random}", example: "", run: Run::Now(status) },
    Command {
        method: Method::POST,
        path: "consent",
        example: r#"{"account": "ann"}"#,
        run: Run::Now(consent),
    },
];

fn create(asked: &Asked<'_>) -> Reply {
    let text = asked.shared.create_qr_code();
    let payload: Value = serde_json::from_str(&text).unwrap_or_default();
    Ok(json_reply(StatusCode::OK, &json!({"random": payload["random"], "text": text})))
}

fn status(asked: &Asked<'_>) -> Reply {
    let status = asked.shared.qr_code_status(asked.segment("random"));
    let status = status.ok_or_else(|| Refused {
        status: StatusCode::NOT_FOUND,
        ..Refused::new("no such QR code")
    })?;
    Ok(json_reply(StatusCode::OK, &json!({ "status": status })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    /// The key must be there, so that a slip does not read as nobody.
    #[serde(deserialize_with = "Option::deserialize")]
    account: Option<String>,
}

fn consent(asked: &Asked<'_>) -> Reply {
    let Consent { account } = asked.body()?;
    match account {
        Some(account) if !asked.shared.authorize_as(&account) => return Err(no_such_user(asked)),
        Some(_) => {}
        None => asked.shared.pool().set_consenting(None),
    }
    Ok(json_reply(StatusCode::OK, &json!({})))
}
