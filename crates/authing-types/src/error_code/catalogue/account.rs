//! Codes of accounts, bindings and tokens, from protocol.md 5.1.

use super::codes;

codes! {
    2200 EMAIL_TAKEN = "email_taken", "O", AfterChange,
        "the e-mail address is bound to another account", "邮箱已被绑定",
        "use another address";
    2201 OLD_PASSWORD_REQUIRED = "old_password_required", "O", AfterChange,
        "the old password is needed", "需要原密码",
        "give the old password";
    2203 OLD_PASSWORD_WRONG = "old_password_wrong", "O", AfterChange,
        "the old password is wrong", "原密码错误",
        "type the old password again";
    2206 LOGIN_EXPIRED = "login_expired", "O, J", AfterChange,
        "the sign-in has expired", "登录已过期",
        "sign in again";
    2207 LOGIN_INVALID = "login_invalid", "O, J", AfterChange,
        "the sign-in is not valid", "登录信息无效",
        "sign in again";
    2213 PROVIDER_ALREADY_LINKED = "provider_already_linked", "O", Never,
        "an account of this provider is linked already", "已绑定该身份源的账号",
        "unlink it first";
    2215 SOCIAL_ACCOUNT_TAKEN = "social_account_taken", "O", Never,
        "the social account is linked to another user", "社交账号已被其他用户绑定",
        "unlink it there first";
    2216 PROVIDER_NOT_LINKED = "provider_not_linked", "O", Never,
        "no account of this provider is linked", "未绑定该身份源",
        "nothing to do";
    2217 LAST_LOGIN_METHOD_OLD = "last_login_method_old", "O", AfterChange,
        "it is the only way to sign in that is left", "这是唯一的登录方式",
        "bind another way to sign in first";
    2219 NO_EMAIL_BOUND = "no_email_bound", "O", Never,
        "no e-mail address is bound", "未绑定邮箱",
        "nothing to do";
    2224 USER_POOL_NOT_FOUND = "user_pool_not_found", "O, N", Never,
        "no such user pool", "用户池不存在",
        "check the user pool id";
    2225 USE_UPDATE_EMAIL = "use_update_email", "O", AfterChange,
        "the e-mail address is not changed here", "不能在此修改邮箱",
        "use the operation update_email";
    2226 USE_UPDATE_PHONE = "use_update_phone", "O", AfterChange,
        "the phone is not changed here", "不能在此修改手机号",
        "use the operation update_phone";
    2227 MUST_VERIFY_OLD_EMAIL = "must_verify_old_email", "O", AfterChange,
        "the old e-mail address must be verified", "需要验证原邮箱",
        "give the old address and a code sent there";
    2229 SAME_EMAIL = "same_email", "O", AfterChange,
        "the new e-mail address equals the old one", "新邮箱与原邮箱相同",
        "give another address";
    2230 SAME_PHONE = "same_phone", "O, F", AfterChange,
        "the new phone equals the old one", "新手机号与原手机号相同",
        "give another phone";
    2231 MISSING_PARAMETERS = "missing_parameters", "O", AfterChange,
        "a parameter is missing", "缺少参数",
        "give the parameter that the message names";
    2241 QR_CODE_NOT_FOUND = "qr_code_not_found", "J", AfterChange,
        "no such QR code", "二维码不存在",
        "show a new QR code";
    2300 VERIFICATION_CODE_EXPIRED = "verification_code_expired", "O", AfterChange,
        "the verification code has expired", "验证码已过期",
        "ask for another code";
    2333 WRONG_ACCOUNT_OR_PASSWORD = "wrong_account_or_password", "S, F, N", AfterChange,
        "the account or the password is wrong", "账号或密码错误",
        "correct the account or the password";
    2921 SELECT_ACCOUNT = "select_account", "M, W", AfterChange,
        "several accounts match", "需要选择账号",
        "choose one of the offered accounts";
    2930 SELECT_ACCOUNT_TO_LOGIN = "select_account_to_login", "W", AfterChange,
        "several accounts match", "需要选择登录账号",
        "choose one of the accounts";
    6001 WRONG_TOTP = "wrong_totp", "N", AfterChange,
        "the code of the authenticator app is wrong", "动态口令不正确",
        "type the code that is shown now";
    6002 WRONG_RECOVERY_CODE = "wrong_recovery_code", "N", AfterChange,
        "the recovery code is wrong", "恢复码不正确",
        "type the newest recovery code";
    6003 TOTP_MISSING = "totp_missing", "N", AfterChange,
        "the code of the authenticator app is missing", "缺少动态口令",
        "give the code that the app shows";
    6004 RECOVERY_CODE_MISSING = "recovery_code_missing", "N", AfterChange,
        "the recovery code is missing", "缺少恢复码",
        "give the recovery code";
    1010001 TOKEN_INVALID = "token_invalid", "S", AfterChange,
        "the token is invalid or expired", "token 无效或已过期",
        "nothing to do for a sign-out: the session is over";
    1020017 MALFORMED_EMAIL_ADDRESS = "malformed_email_address", "S", AfterChange,
        "the e-mail address is malformed", "邮箱格式不正确",
        "correct the address";
    1020020 LINK_TOKEN_INVALID = "link_token_invalid", "S", AfterChange,
        "a token of the accounts to link is not valid", "token 无效",
        "sign in to both accounts again";
    1320004 ALREADY_BOUND_BY_OTHER = "already_bound_by_other", "S, F", AfterChange,
        "the phone or e-mail address belongs to another user", "已被其他用户绑定",
        "use another one";
    1320005 NOT_BOUND = "not_bound", "S, F, O", Never,
        "nothing is bound", "未绑定",
        "nothing to do";
    1320009 EMAIL_NOT_BOUND = "email_not_bound", "F", Never,
        "no e-mail address is bound", "未绑定邮箱",
        "nothing to do";
    1320010 LAST_LOGIN_METHOD = "last_login_method", "F", AfterChange,
        "it is the only way to sign in that is left", "这是唯一的登录方式",
        "bind another way to sign in first";
    1320011 WRONG_OLD_PASSWORD = "wrong_old_password", "S, F", AfterChange,
        "the old password is wrong", "原密码错误",
        "type the old password again";
    2820002 INVALID_LDAP_URL = "invalid_ldap_url", "N", Never,
        "the LDAP address cannot be used", "LDAP 地址不可用",
        "correct the connection in the console";
}
