//! `users`: making users and changing what only an administrator can.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Asked, Command, Refused, Reply, Run};
use crate::answer::json as json_reply;
use crate::users::{NewUser, NewUserError, UserChange};

pub(super) const COMMANDS: &[Command] = &[
    Command { method: Method::GET, path: "users", example: "", run: Run::Now(list) },
    Command {
        method: Method::POST,
        path: "users",
        example: r#"{"username": "ann", "password": "1234@Abcd", "email": "ann@example.com", "roles": [{"code": "admin"}], "customData": {"level": 3}, "state": {"emailVerified": true}}"#,
        run: Run::Now(create),
    },
    Command { method: Method::GET, path: "users/{account}", example: "", run: Run::Now(show) },
    Command {
        method: Method::POST,
        path: "users/{account}",
        example: r#"{"blocked": false, "firstLoginReset": true, "personalMfa": false, "mfaPolicies": ["SMS"], "emailVerified": true, "held": null, "unlock": true, "password": "4321@Dcba"}"#,
        run: Run::Now(change),
    },
    Command { method: Method::DELETE, path: "users/{account}", example: "", run: Run::Now(delete) },
    Command {
        method: Method::POST,
        path: "users/{account}/totp",
        example: "",
        run: Run::Now(bind_totp),
    },
    Command {
        method: Method::GET,
        path: "users/{account}/totp",
        example: "",
        run: Run::Now(totp_code),
    },
];

/// How many users a page has where the query does not say.
const PAGE_SIZE: usize = 50;

/// How many users a page may have.
const MAX_PAGE_SIZE: usize = 1000;

fn list(asked: &Asked<'_>) -> Reply {
    let page = asked.number("page", 1..=usize::MAX)?.unwrap_or(1);
    let limit = asked.number("limit", 0..=MAX_PAGE_SIZE)?.unwrap_or(PAGE_SIZE);
    Ok(json_reply(StatusCode::OK, &asked.shared.users(page, limit)))
}

fn create(asked: &Asked<'_>) -> Reply {
    let new: NewUser = asked.body()?;
    let user = asked.shared.create_user(new).map_err(|error| {
        let status = match error {
            NewUserError::Taken(_) => StatusCode::CONFLICT,
            _ => StatusCode::BAD_REQUEST,
        };
        Refused { status, message: error.to_string(), data: Value::Null }
    })?;
    Ok(json_reply(StatusCode::OK, &user))
}

fn show(asked: &Asked<'_>) -> Reply {
    let user = asked.shared.user(asked.segment("account"));
    let user = user.ok_or_else(|| no_such_user(asked))?;
    Ok(json_reply(StatusCode::OK, &user))
}

fn change(asked: &Asked<'_>) -> Reply {
    let change: UserChange = asked.body()?;
    let user = asked.shared.change_user(asked.segment("account"), change);
    let user = user.ok_or_else(|| no_such_user(asked))?;
    Ok(json_reply(StatusCode::OK, &user))
}

fn delete(asked: &Asked<'_>) -> Reply {
    if asked.shared.delete_user(asked.segment("account")) {
        Ok(json_reply(StatusCode::OK, &json!({})))
    } else {
        Err(no_such_user(asked))
    }
}

fn bind_totp(asked: &Asked<'_>) -> Reply {
    let binding = asked.shared.bind_totp(asked.segment("account"));
    let binding = binding.ok_or_else(|| no_such_user(asked))?;
    let body = json!({
        "secret": binding.secret.expose_secret(),
        "recoveryCode": binding.recovery_code.expose_secret(),
    });
    Ok(json_reply(StatusCode::OK, &body))
}

fn totp_code(asked: &Asked<'_>) -> Reply {
    let code = asked.shared.totp_code(asked.segment("account"));
    let code = code.ok_or_else(|| Refused {
        status: StatusCode::NOT_FOUND,
        ..Refused::new("no such user, or the user has no authenticator app")
    })?;
    Ok(json_reply(StatusCode::OK, &json!({ "code": code })))
}

pub(super) fn no_such_user(asked: &Asked<'_>) -> Refused {
    let example = asked.example;
    let hint = if example.is_empty() { "" } else { "; GET /_sandbox/users lists them" };
    Refused {
        status: StatusCode::NOT_FOUND,
        ..Refused::new(format!("no user has this name, address or phone{hint}"))
    }
}
