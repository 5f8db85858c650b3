//! What is known of the service's fields, by their names (protocol.md 1.2, 3, 4, 8).

use authing_types::{ErrorCode, Timestamp};
use http::StatusCode;
use serde_json::Number;

/// Fields that hold words of the service, of which there are only so many.
const WORDS: &[&str] = &[
    "alg",
    "appType",
    "authenticatorType",
    "channel",
    "code_challenge_method",
    "dataType",
    "default",
    "effect",
    "enabledLoginMethods",
    "grant_type",
    "grant_types",
    "kty",
    "lang",
    "list",
    "methods",
    "mfaPolicy",
    "prompt",
    "protocol",
    "provider",
    "registerSource",
    "resourceType",
    "response_mode",
    "response_type",
    "response_types",
    "scene",
    "scope",
    "status",
    "targetType",
    "token_type",
    "typ",
    "type",
    "use",
    "validLoginMethods",
    "validRegisterMethods",
    "x-authing-lang",
    "x-authing-request-from",
    "cache-control",
    "autoRegister",
    "forceLogin",
    "only_self",
];

/// Fields that hold times.
const TIMES: &[&str] = &[
    "createdAt",
    "expireAt",
    "expiredAt",
    "lastLogin",
    "lastMfaTime",
    "signedUp",
    "tokenExpiredAt",
    "updatedAt",
    "updated_at",
];

/// Fields that hold counts, times in seconds, sizes and settings.
const NUMBERS: &[&str] = &[
    "apiCode",
    "auth_time",
    "code",
    "exp",
    "expiresIn",
    "expires_in",
    "iat",
    "limit",
    "loginsCount",
    "nbf",
    "order",
    "page",
    "passwordSecurityLevel",
    "passwordStrength",
    "remainCount",
    "retry-after",
    "score",
    "sendSmsCount",
    "sendSmsLimitCount",
    "sort",
    "status",
    "statusCode",
    "totalCount",
    "updated_at",
    "verifyCodeLength",
];

/// Whether the text of a field may be written as it is.
pub(super) fn keeps_text(key: &str, text: &str) -> bool {
    match key {
        "message" | "error_description" => is_catalogued(text),
        "error" => is_error(text),
        "phoneCountryCode" | "mfaPhoneCountryCode" | "oldPhoneCountryCode" => {
            text.len() <= 5 && text.strip_prefix('+').is_some_and(is_digits)
        }
        "apiCode" => text.parse().is_ok_and(is_known_code),
        "e" => text == "AQAB",
        "gender" => text.len() == 1,
        "kid" => text.len() <= 24 && is_word(text),
        "content-type" => is_media_type(text),
        _ if WORDS.contains(&key) => is_word(text),
        _ if TIMES.contains(&key) => {
            text.len() <= 35 && Timestamp::new(text).to_system_time().is_some()
        }
        // A query and a form have no numbers.
        _ if NUMBERS.contains(&key) && key != "code" => text.len() <= 10 && is_digits(text),
        _ => false,
    }
}

/// Whether the number of a field may be written as it is.
pub(super) fn keeps_number(key: &str, number: &Number) -> bool {
    match key {
        "code" | "apiCode" | "statusCode" => number.as_i64().is_some_and(is_known_code),
        _ => NUMBERS.contains(&key),
    }
}

/// The kind of label for a field's texts, and whether the field tells that for sure.
pub(super) fn kind_of(key: &str) -> (&'static str, bool) {
    let name: String = key.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let name = name.to_ascii_lowercase();
    let sure = |kind| (kind, true);
    match name.as_str() {
        "id" | "sub" | "userid" | "targetid" => return sure("id"),
        "userpoolid" | "rootuserpoolid" | "xauthinguserpoolid" => return sure("pool_id"),
        "appid" | "clientid" | "aud" | "xauthingappid" => return sure("app_id"),
        "codeverifier" | "codechallenge" | "nonce" | "state" | "jti" | "random" | "ticket"
        | "recoverycode" | "key" | "athash" | "shash" | "chash" => return sure("secret"),
        "code" | "totp" => return sure("code"),
        "n" => return sure("jwk_modulus"),
        "username" | "account" | "preferredusername" => return ("username", false),
        "nickname" | "name" | "givenname" | "familyname" | "middlename" => {
            return ("name", false);
        }
        _ => {}
    }
    let has = |part: &str| name.contains(part);
    if name.ends_with("password") {
        sure("password")
    } else if has("publickey") {
        sure("public_key")
    } else if has("clientsecret") || has("appsecret") {
        sure("app_secret")
    } else if has("secret") {
        sure("secret")
    } else if has("token") || name == "authorization" || name == "jwt" {
        sure(token_kind(&name))
    } else if name.ends_with("code") && (has("email") || has("phone")) && !has("country") {
        sure("code")
    } else if has("email") {
        ("email", false)
    } else if has("phone") {
        ("phone", false)
    } else if name.ends_with("ip") {
        ("ip", false)
    } else if name.ends_with("id") {
        ("id", false)
    } else {
        ("text", false)
    }
}

/// The kind of a token by the name of its field, in lower case without separators.
fn token_kind(name: &str) -> &'static str {
    match name {
        "accesstoken" => "access_token",
        "refreshtoken" => "refresh_token",
        "mfatoken" => "mfa_token",
        "firstlogintoken" | "firsttimelogintoken" => "first_login_token",
        _ => "token",
    }
}

/// Whether a text is one of the service's own messages, as the catalogue of codes has them.
fn is_catalogued(text: &str) -> bool {
    let known = |part: &str| {
        matches!(part, "success" | "ok" | "OK" | "成功")
            || ErrorCode::catalogue().iter().any(|it| it.meaning == part || it.meaning_zh == part)
    };
    known(text)
}

/// The errors of RFC 6749, 6750, 7009 and OpenID Connect Core 1.0.
const ERRORS: &[&str] = &[
    "access_denied",
    "account_selection_required",
    "consent_required",
    "insufficient_scope",
    "interaction_required",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_request_object",
    "invalid_request_uri",
    "invalid_scope",
    "invalid_token",
    "login_required",
    "registration_not_supported",
    "request_not_supported",
    "request_uri_not_supported",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
];

/// Whether a text is the name of an error, or of an HTTP status, as servers write it into `error`.
/// Any other may be a sentence about somebody.
fn is_error(text: &str) -> bool {
    let reasons = (400..600).filter_map(|status| StatusCode::from_u16(status).ok());
    ERRORS.contains(&text)
        || reasons.filter_map(|status| status.canonical_reason()).any(|reason| reason == text)
}

fn is_known_code(code: i64) -> bool {
    (100..600).contains(&code) || ErrorCode::new(code).info().is_some()
}

/// Words of protocols: short, without the marks of an address, and no longer number.
pub(super) fn is_word(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " -_:./*".contains(c);
    let mut digits = 0;
    let longest = text.chars().fold(0, |longest: u32, c| {
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        longest.max(digits)
    });
    let longest_part = text.split([' ', '/', ':']).map(str::len).max().unwrap_or_default();
    text.len() <= 200 && longest_part <= 24 && longest < 4 && text.chars().all(allowed)
}

fn is_media_type(text: &str) -> bool {
    let (kind, parameter) = text.split_once(';').unwrap_or((text, ""));
    let is_kind = |part: &str| {
        part.len() <= 40 && part.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    let charset = parameter.trim().strip_prefix("charset=");
    kind.split_once('/').is_some_and(|(kind, sub)| is_kind(kind) && is_kind(sub))
        && (parameter.is_empty() || charset.is_some_and(is_kind))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// What a text is by its look, where its field does not tell.
pub(super) fn kind_by_look(text: &str) -> Option<&'static str> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if text.contains('@') && !text.contains(char::is_whitespace) && !text.contains("://") {
        return Some("email");
    }
    if (7..=15).contains(&digits.len()) && is_digits(digits) {
        return Some("phone");
    }
    if text.len() == 24 && text.chars().all(|c| c.is_ascii_hexdigit()) {
        return Some("id");
    }
    text.contains("://").then_some("url")
}
