//! Codes of signing up and in, from protocol.md 5.1.

use super::codes;

codes! {
    1600 FLOW_DONE = "flow_done", "N, W", Never,
        "the flow after the sign-in is finished", "登录后流程已完成",
        "nothing to do";
    1635 PERSONAL_MFA_REQUIRED = "personal_mfa_required", "N, J, W", AfterChange,
        "the second factor that the user set up is needed", "需要完成用户自己绑定的多因素认证",
        "verify the second factor with the MFA token";
    1636 MFA_REQUIRED = "mfa_required", "F, N, M, W", AfterChange,
        "the application requires a second factor", "应用要求多因素认证",
        "verify one of the offered factors with the MFA token";
    1639 FIRST_LOGIN_PASSWORD_RESET = "first_login_password_reset", "F, N, M", AfterChange,
        "the first sign-in must set a new password", "首次登录需要重置密码",
        "set a new password with the first-login token, then sign in again";
    1640 BIND_EXISTING_ONLY = "bind_existing_only", "N, M", AfterChange,
        "the external identity must be bound to an existing account", "需要绑定已有账号",
        "bind it by one of the offered methods";
    1641 BIND_OR_CREATE = "bind_or_create", "N, M", AfterChange,
        "the external identity must be bound, or an account created for it", "需要绑定或创建账号",
        "bind it, or create an account, by one of the offered methods";
    1642 COMPLETE_PROFILE = "complete_profile", "N, W", AfterChange,
        "profile fields are missing", "需要补全用户信息",
        "complete the profile on the hosted sign-in page";
    1643 SELF_UNLOCK = "self_unlock", "N, W", AfterChange,
        "the account is locked and its owner may unlock it", "账号已锁定，可自助解锁",
        "unlock the account on the hosted sign-in page";
    2000 CAPTCHA_REQUIRED = "captcha_required", "O, M, W", AfterChange,
        "a captcha is needed", "需要图形验证码",
        "repeat the sign-in with the captcha's text";
    2001 WRONG_VERIFICATION_CODE = "wrong_verification_code", "S, F, O, W", AfterChange,
        "the verification code is wrong", "验证码不正确",
        "type the newest code again, or ask for another";
    2003 MALFORMED_EMAIL = "malformed_email", "S, F, O", AfterChange,
        "the e-mail address is malformed", "邮箱格式不正确",
        "correct the address";
    2004 USER_NOT_FOUND = "user_not_found", "S, O, N", AfterChange,
        "no such user", "用户不存在",
        "register first, or correct the account";
    2005 ACCOUNT_LOCKED = "account_locked", "O, N", Later,
        "the account is locked", "账号已被锁定",
        "wait, or ask an administrator to unlock it";
    2006 WRONG_PASSWORD = "wrong_password", "O, N", AfterChange,
        "the password is wrong", "密码错误",
        "type the password again, or reset it";
    2011 APP_NOT_FOUND = "app_not_found", "O", Never,
        "no such application", "应用不存在",
        "check the application id";
    2016 UNDECRYPTABLE_PASSWORD = "undecryptable_password", "O", Never,
        "the service cannot decrypt the password", "密码解密失败",
        "encrypt with the public key of this deployment: see the application's public configuration";
    2020 NOT_LOGGED_IN = "not_logged_in", "S, F", AfterChange,
        "not signed in", "尚未登录",
        "sign in first";
    2021 LOGIN_STATE_INVALID = "login_state_invalid", "M, W", AfterChange,
        "the MFA token is missing, wrong or expired", "登录状态无效",
        "start the sign-in again";
    2026 USER_EXISTS = "user_exists", "S, F", AfterChange,
        "the identifier is registered already", "用户已存在",
        "sign in instead, or register another identifier";
    2029 PASSWORD_TOO_SHORT = "password_too_short", "O", AfterChange,
        "the password is too short or too weak for the user pool", "密码长度或强度不足",
        "choose a longer password with letters, digits and symbols";
    2031 REGISTRATION_DISABLED = "registration_disabled", "O, N", Never,
        "sign-up is closed", "应用已关闭注册",
        "ask an administrator for an account";
    2034 USERNAME_TAKEN = "username_taken", "O", AfterChange,
        "the user name is taken", "用户名已存在",
        "choose another user name";
    2035 PHONE_TAKEN = "phone_taken", "O", AfterChange,
        "the phone is bound to another account", "手机号已被绑定",
        "use another phone";
    2037 OLD_EMAIL_MISMATCH = "old_email_mismatch", "O", AfterChange,
        "the old e-mail address does not match", "原邮箱不匹配",
        "give the address that is bound now";
    2038 OLD_PHONE_MISMATCH = "old_phone_mismatch", "O", AfterChange,
        "the old phone does not match", "原手机号不匹配",
        "give the phone that is bound now";
    2042 EMAIL_NOT_VERIFIED = "email_not_verified", "W, M", AfterChange,
        "the e-mail address is not verified", "邮箱未验证",
        "open the link in the verification mail, then sign in again";
    2057 LOCKED_AFTER_FAILURES = "locked_after_failures", "W", Later,
        "too many wrong passwords", "密码错误次数过多，账号已锁定",
        "wait until the lock ends";
    2058 FORCED_PASSWORD_RESET = "forced_password_reset", "N, W", AfterChange,
        "the password must be changed, giving the old one", "需要修改密码",
        "change the password on the hosted sign-in page";
    2061 UNSAFE_PASSWORD = "unsafe_password", "W", AfterChange,
        "the password fails the pool's check", "密码不安全",
        "choose a stronger password";
    2071 UNSAFE_PASSWORD_RESET = "unsafe_password_reset", "W", AfterChange,
        "the password is no longer safe enough and must be changed", "密码不安全，需要修改",
        "reset the password, then sign in again";
    2080 MESSAGE_TOO_FREQUENT = "message_too_frequent", "M, W", Later,
        "a message was sent there less than a minute ago", "发送过于频繁",
        "use the code that was sent, or wait a minute";
    2100 REGISTER_TOO_FREQUENT = "register_too_frequent", "O", Later,
        "too many sign-ups from this address", "注册过于频繁",
        "wait some minutes and try again";
}
