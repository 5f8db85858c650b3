//! The codes themselves, from protocol.md 5.1.

use super::RetryAdvice::{AfterChange, Later, Never};
use super::{CodeInfo, ErrorCode};

/// Writes each code once, as a constant of [`ErrorCode`] and as a row of the catalogue.
macro_rules! catalogue {
    ($(
        $number:literal $constant:ident = $name:literal, $source:literal, $retry:expr,
        [$($operation:literal),*],
        $meaning:literal, $meaning_zh:literal, $next_step:literal;
    )+) => {
        impl ErrorCode {
            $(
                #[doc = concat!("`", stringify!($number), "`: ", $meaning, ".")]
                pub const $constant: Self = Self::new($number);
            )+
        }

        pub(super) const CATALOGUE: &[CodeInfo] = &[$(CodeInfo {
            code: ErrorCode::$constant,
            name: $name,
            meaning: $meaning,
            meaning_zh: $meaning_zh,
            next_step: $next_step,
            retry: $retry,
            operations: &[$($operation),*],
            source: $source,
        }),+];
    };
}

catalogue! {
    200 OK = "ok", "S, F, O, N, W, M, J", Never, [],
        "success", "成功",
        "nothing to do";
    400 BAD_REQUEST = "bad_request", "N, M, J", AfterChange, ["register_by_email"],
        "an argument is malformed", "参数格式错误",
        "correct the argument that the message names";
    401 UNAUTHORIZED = "unauthorized", "N", AfterChange, [],
        "not signed in", "未登录",
        "sign in again";
    402 PAYMENT_REQUIRED = "payment_required", "N", Never, [],
        "the plan does not include this", "需要升级套餐",
        "ask the owner of the user pool to upgrade its plan";
    403 FORBIDDEN = "forbidden", "N", Never, [],
        "not allowed", "无权限",
        "ask an administrator of the user pool for the permission";
    404 NOT_FOUND = "not_found", "N", Never, [],
        "no such resource", "资源不存在",
        "check the host, the application id and the path";
    408 REQUEST_TIMEOUT = "request_timeout", "W, M", Later, [],
        "the service waited too long", "请求超时",
        "try again later";
    409 CONFLICT = "conflict", "N", AfterChange, [],
        "the request conflicts with the present state", "资源冲突",
        "read the present state and decide anew";
    413 PAYLOAD_TOO_LARGE = "payload_too_large", "N", Never, [],
        "the request is too large", "请求体过大",
        "send less";
    422 UNPROCESSABLE = "unprocessable", "N", AfterChange, [],
        "not allowed in this state", "当前状态不允许该操作",
        "bring the account or application into the needed state first";
    429 TOO_MANY_REQUESTS = "too_many_requests", "N", Later, [],
        "too many requests", "请求过于频繁",
        "wait, for as long as Retry-After says where it is given";
    499 CLIENT_ERROR = "client_error", "N, O", AfterChange, [],
        "the request was refused", "客户端错误",
        "read the message";
    500 SERVER_ERROR = "server_error", "S, F, M", AfterChange, ["send_sms"],
        "the service failed, or the phone number is malformed", "服务器错误或手机号格式错误",
        "check the phone number; otherwise try again later";
    501 UNSUPPORTED = "unsupported", "N", Never, [],
        "the service does not support this", "不支持的操作",
        "use another operation";
    502 BAD_GATEWAY = "bad_gateway", "N", Later, [],
        "a gateway got no proper answer", "网关错误",
        "try again later";
    503 UNAVAILABLE = "unavailable", "N", Later, [],
        "the service is not available", "服务暂不可用",
        "try again later";
    1000 BUSY = "busy", "O", Later, [],
        "the service is busy", "系统繁忙",
        "try again later";
    1001 NO_PERMISSION = "no_permission", "O", Never, [],
        "no permission", "没有权限",
        "ask an administrator of the user pool for the permission";
    1002 TOO_FREQUENT = "too_frequent", "W", Later, [],
        "too frequent", "操作过于频繁",
        "wait a minute and try again";
    1635 PERSONAL_MFA_REQUIRED = "personal_mfa_required", "N, J, W", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "the second factor that the user set up is needed", "需要完成用户自己绑定的多因素认证",
        "verify the second factor with the MFA token";
    1636 MFA_REQUIRED = "mfa_required", "F, N, M, W", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "the application requires a second factor", "应用要求多因素认证",
        "verify one of the offered factors with the MFA token";
    1639 FIRST_LOGIN_PASSWORD_RESET = "first_login_password_reset", "F, N, M", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "the first sign-in must set a new password", "首次登录需要重置密码",
        "set a new password with the first-login token, then sign in again";
    1640 BIND_EXISTING_ONLY = "bind_existing_only", "N, M", AfterChange, [],
        "the external identity must be bound to an existing account", "需要绑定已有账号",
        "bind it by one of the offered methods";
    1641 BIND_OR_CREATE = "bind_or_create", "N, M", AfterChange, [],
        "the external identity must be bound, or an account created for it", "需要绑定或创建账号",
        "bind it, or create an account, by one of the offered methods";
    1642 COMPLETE_PROFILE = "complete_profile", "N, W", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "profile fields are missing", "需要补全用户信息",
        "complete the profile on the hosted sign-in page";
    1643 SELF_UNLOCK = "self_unlock", "N, W", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "the account is locked and its owner may unlock it", "账号已锁定，可自助解锁",
        "unlock the account on the hosted sign-in page";
    2000 CAPTCHA_REQUIRED = "captcha_required", "O, M, W", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "a captcha is needed", "需要图形验证码",
        "repeat the sign-in with the captcha's text";
    2001 WRONG_VERIFICATION_CODE = "wrong_verification_code", "S, F, O, W", AfterChange,
        ["register_by_phone_code", "login_by_phone_code"],
        "the verification code is wrong", "验证码不正确",
        "type the newest code again, or ask for another";
    2003 MALFORMED_EMAIL = "malformed_email", "S, F, O", AfterChange, ["register_by_email"],
        "the e-mail address is malformed", "邮箱格式不正确",
        "correct the address";
    2004 USER_NOT_FOUND = "user_not_found", "S, O, N", AfterChange,
        ["login_by_account", "login_by_phone_code"],
        "no such user", "用户不存在",
        "register first, or correct the account";
    2005 ACCOUNT_LOCKED = "account_locked", "O, N", Later,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "the account is locked", "账号已被锁定",
        "wait, or ask an administrator to unlock it";
    2006 WRONG_PASSWORD = "wrong_password", "O, N", AfterChange, ["login_by_account"],
        "the password is wrong", "密码错误",
        "type the password again, or reset it";
    2011 APP_NOT_FOUND = "app_not_found", "O", Never, [],
        "no such application", "应用不存在",
        "check the application id";
    2016 UNDECRYPTABLE_PASSWORD = "undecryptable_password", "O", Never, [],
        "the service cannot decrypt the password", "密码解密失败",
        "encrypt with the public key of this deployment: see the application's public configuration";
    2020 NOT_LOGGED_IN = "not_logged_in", "S, F", AfterChange, ["current_user"],
        "not signed in", "尚未登录",
        "sign in first";
    2021 LOGIN_STATE_INVALID = "login_state_invalid", "M, W", AfterChange, [],
        "the MFA token is missing, wrong or expired", "登录状态无效",
        "start the sign-in again";
    2026 USER_EXISTS = "user_exists", "S, F", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code"],
        "the identifier is registered already", "用户已存在",
        "sign in instead, or register another identifier";
    2029 PASSWORD_TOO_SHORT = "password_too_short", "O", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code"],
        "the password is too short or too weak for the user pool", "密码长度或强度不足",
        "choose a longer password with letters, digits and symbols";
    2031 REGISTRATION_DISABLED = "registration_disabled", "O, N", Never,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "sign-up is closed", "应用已关闭注册",
        "ask an administrator for an account";
    2042 EMAIL_NOT_VERIFIED = "email_not_verified", "W, M", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "the e-mail address is not verified", "邮箱未验证",
        "open the link in the verification mail, then sign in again";
    2057 LOCKED_AFTER_FAILURES = "locked_after_failures", "W", Later,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "too many wrong passwords", "密码错误次数过多，账号已锁定",
        "wait until the lock ends";
    2058 FORCED_PASSWORD_RESET = "forced_password_reset", "N, W", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "the password must be changed, giving the old one", "需要修改密码",
        "change the password on the hosted sign-in page";
    2071 UNSAFE_PASSWORD_RESET = "unsafe_password_reset", "W", AfterChange,
        ["register_by_email", "register_by_username", "register_by_phone_code",
         "login_by_account", "login_by_phone_code"],
        "the password is no longer safe enough and must be changed", "密码不安全，需要修改",
        "reset the password, then sign in again";
    2080 MESSAGE_TOO_FREQUENT = "message_too_frequent", "M, W", Later, ["send_sms"],
        "a message was sent there less than a minute ago", "发送过于频繁",
        "use the code that was sent, or wait a minute";
    2100 REGISTER_TOO_FREQUENT = "register_too_frequent", "O", Later,
        ["register_by_email", "register_by_username", "register_by_phone_code"],
        "too many sign-ups from this address", "注册过于频繁",
        "wait some minutes and try again";
    2206 LOGIN_EXPIRED = "login_expired", "O, J", AfterChange, [],
        "the sign-in has expired", "登录已过期",
        "sign in again";
    2224 USER_POOL_NOT_FOUND = "user_pool_not_found", "O, N", Never, [],
        "no such user pool", "用户池不存在",
        "check the user pool id";
    2231 MISSING_PARAMETERS = "missing_parameters", "O", AfterChange, [],
        "a parameter is missing", "缺少参数",
        "give the parameter that the message names";
    2300 VERIFICATION_CODE_EXPIRED = "verification_code_expired", "O", AfterChange,
        ["register_by_phone_code", "login_by_phone_code"],
        "the verification code has expired", "验证码已过期",
        "ask for another code";
    2333 WRONG_ACCOUNT_OR_PASSWORD = "wrong_account_or_password", "S, F, N", AfterChange,
        ["login_by_account"],
        "the account or the password is wrong", "账号或密码错误",
        "correct the account or the password";
    2921 SELECT_ACCOUNT = "select_account", "M, W", AfterChange, [],
        "several accounts match", "需要选择账号",
        "choose one of the offered accounts";
    1010001 TOKEN_INVALID = "token_invalid", "S", AfterChange, ["logout"],
        "the token is invalid or expired", "token 无效或已过期",
        "nothing to do for a sign-out: the session is over";
    1020017 MALFORMED_EMAIL_ADDRESS = "malformed_email_address", "S", AfterChange, [],
        "the e-mail address is malformed", "邮箱格式不正确",
        "correct the address";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_sorted_so_that_binary_search_finds_every_code() {
        assert!(CATALOGUE.is_sorted_by(|a, b| a.code < b.code));
        for info in CATALOGUE {
            assert_eq!(info.code.name(), Some(info.name));
        }
    }

    #[test]
    fn names_are_unique_and_in_snake_case() {
        let mut names: Vec<_> = CATALOGUE.iter().map(|info| info.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CATALOGUE.len());
        for name in names {
            assert!(
                name.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
                "{name}"
            );
        }
    }
}
