use crate::text::text_value;

/// The longest id accepted, in bytes. The service's own ids have 24; the room is for on-premise
/// deployments with ids of another make.
const MAX_ID_BYTES: usize = 64;

text_value! {
    /// The id of a user pool, the tenant of the service: `5f00000000000000000000a1`.
    ///
    /// Ids seen have 24 hex digits (protocol.md 4.1). Accepted: 1 to 64 letters, digits, `-` or
    /// `_`, which are safe in a header and a path.
    UserPoolId, field: "userPoolId", check: check_id
}

text_value! {
    /// The id of an application inside a user pool. The same rule as [`UserPoolId`].
    AppId, field: "appId", check: check_id
}

text_value! {
    /// The id of a user. The same rule as [`UserPoolId`].
    UserId, field: "userId", check: check_id
}

fn check_id(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("must not be empty: copy the id from the console");
    }
    if text.len() > MAX_ID_BYTES {
        return Err("is longer than 64 characters: copy the id alone, not its whole line");
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !text.bytes().all(allowed) {
        return Err("may hold letters, digits, '-' and '_' only: copy the id from the console");
    }
    Ok(())
}
