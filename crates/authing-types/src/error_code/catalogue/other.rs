//! Codes that no operation of this SDK is documented to raise, from protocol.md 5.2.

use super::codes;

codes! {
    1108 USERNAME_DUPLICATED = "username_duplicated", "W", AfterChange,
        "the user name is taken", "用户名重复",
        "choose another user name";
    1300 SIGNATURE_BAD = "signature_bad", "N", AfterChange,
        "the request's signature is wrong", "签名错误",
        "sign the request anew; this SDK does not sign requests with access keys";
    1301 SIGNATURE_METHOD = "signature_method", "N", AfterChange,
        "the signature's method is wrong", "签名方法错误",
        "sign the request anew; this SDK does not sign requests with access keys";
    1302 SIGNATURE_VERSION = "signature_version", "N", AfterChange,
        "the signature's version is wrong", "签名版本错误",
        "sign the request anew; this SDK does not sign requests with access keys";
    1303 SIGNATURE_TIMESTAMP = "signature_timestamp", "N", AfterChange,
        "the signature's time is malformed", "签名时间戳错误",
        "sign the request anew; this SDK does not sign requests with access keys";
    1304 DATE_HEADER_MISSING = "date_header_missing", "N", AfterChange,
        "the date header is missing", "缺少 date 请求头",
        "sign the request anew; this SDK does not sign requests with access keys";
    1305 CLOCK_SKEW = "clock_skew", "N", AfterChange,
        "the clocks differ too much", "时钟偏差过大",
        "sign the request anew; this SDK does not sign requests with access keys";
    1306 SIGNATURE_REPLAYED = "signature_replayed", "N", AfterChange,
        "the signature was used before", "签名重复使用",
        "sign the request anew; this SDK does not sign requests with access keys";
    1576 SHOWN_AS_MESSAGE = "shown_as_message", "W", AfterChange,
        "the message says what it means; its meaning is not documented", "见消息内容",
        "read the message";
    1577 DEVICE_DISABLED = "device_disabled", "M", Never,
        "the device is disabled", "设备已停用",
        "ask an administrator of the user pool";
    1578 DEVICE_SUSPENDED = "device_suspended", "M", Never,
        "the device is suspended", "设备已挂起",
        "ask an administrator of the user pool";
    1644 TENANT_PORTAL = "tenant_portal", "W", AfterChange,
        "the sign-in goes on in the tenant portal", "进入租户门户",
        "go on at the hosted sign-in page";
    1645 COMPLETE_PROFILE_FOR_TENANT = "complete_profile_for_tenant", "W", AfterChange,
        "profile fields are missing for the tenant", "需要为租户补全信息",
        "complete the profile on the hosted sign-in page";
    1666 BIND_WITHOUT_ASKING = "bind_without_asking", "W", Never,
        "the external identity is bound without asking", "无需询问直接绑定",
        "nothing to do";
    1699 FLOW_ABORTED = "flow_aborted", "N, W", AfterChange,
        "the flow was aborted", "流程已中止",
        "sign in again";
    1700 FACE_NO_PHOTO = "face_no_photo", "N", AfterChange,
        "no photo was given", "没有照片",
        "repeat the step with what is missing";
    1701 FACE_NOTHING_TO_COMPARE = "face_nothing_to_compare", "N", AfterChange,
        "there is no photo to compare with", "没有可比对的照片",
        "repeat the step with what is missing";
    1702 FACE_MISMATCH = "face_mismatch", "N", AfterChange,
        "the faces do not match", "人脸不匹配",
        "repeat the step with what is missing";
    1703 FACE_NO_CONTACT = "face_no_contact", "N", AfterChange,
        "no e-mail address or phone is bound", "未绑定邮箱或手机号",
        "repeat the step with what is missing";
    1704 FACE_PHONE_CHECK_FAILED = "face_phone_check_failed", "N", AfterChange,
        "the check of the phone failed", "手机号校验失败",
        "repeat the step with what is missing";
    1705 FACE_EMAIL_CHECK_FAILED = "face_email_check_failed", "N", AfterChange,
        "the check of the e-mail address failed", "邮箱校验失败",
        "repeat the step with what is missing";
    1706 FACE_ALREADY_BOUND = "face_already_bound", "N", AfterChange,
        "a face is bound already", "已绑定人脸",
        "repeat the step with what is missing";
    1707 FACE_BINDING_FAILED = "face_binding_failed", "N", AfterChange,
        "the face could not be bound", "人脸绑定失败",
        "repeat the step with what is missing";
    1708 TENANT_SIGN_IN_AGAIN = "tenant_sign_in_again", "W", AfterChange,
        "the sign-in must be repeated at the tenant's host", "需要在租户域名重新登录",
        "sign in at the tenant's host";
    2002 LOGIN_QUOTA_USED_UP = "login_quota_used_up", "O", Later,
        "the month's sign-ins are used up", "本月登录次数已用完",
        "ask the owner of the user pool to upgrade its plan";
    2007 ILLEGAL_APP_NAME = "illegal_app_name", "O", AfterChange,
        "the application's name is not allowed", "应用名不合法",
        "correct the settings in the console";
    2008 DUPLICATE_APP = "duplicate_app", "O", AfterChange,
        "the application exists already", "应用已存在",
        "correct the settings in the console";
    2009 ILLEGAL_APP_TYPE = "illegal_app_type", "O", AfterChange,
        "the kind of application is not allowed", "应用类型不合法",
        "correct the settings in the console";
    2010 APP_ID_MISSING = "app_id_missing", "O", AfterChange,
        "the application's id is missing", "缺少应用 ID",
        "correct the settings in the console";
    2012 DEFAULT_GROUP_MISSING = "default_group_missing", "O", AfterChange,
        "the default group is missing", "缺少默认分组",
        "correct the settings in the console";
    2013 ILLEGAL_APP_DESCRIPTION = "illegal_app_description", "O", AfterChange,
        "the application's description is not allowed", "应用描述不合法",
        "correct the settings in the console";
    2014 BAD_SEARCH_INPUT = "bad_search_input", "O", AfterChange,
        "the search text is not allowed", "搜索内容不合法",
        "correct the settings in the console";
    2015 ILLEGAL_SEARCH_TYPE = "illegal_search_type", "O", AfterChange,
        "the kind of search is not allowed", "搜索类型不合法",
        "correct the settings in the console";
    2017 MAIL_TEMPLATE_MACRO = "mail_template_macro", "O", AfterChange,
        "the mail template has a wrong macro", "邮件模板宏错误",
        "correct the settings in the console";
    2018 NO_RIGHT_TO_CHANGE = "no_right_to_change", "O", AfterChange,
        "no right to change this", "无权修改",
        "ask an administrator of the user pool for the permission";
    2019 VERIFY_BEFORE_PASSWORD_CHANGE = "verify_before_password_change", "O", AfterChange,
        "verify before the password is changed", "修改密码前需要验证",
        "verify the account first";
    2022 VERIFICATION_MAIL_TEMPLATE = "verification_mail_template", "O", AfterChange,
        "the template of the verification mail is not available", "验证邮件模板不可用",
        "correct the settings in the console";
    2023 VERIFICATION_LINK_EXPIRED = "verification_link_expired", "O", AfterChange,
        "the link of the verification mail has expired", "验证链接已过期",
        "ask for another mail";
    2024 DESCRIPTION_TOO_LONG = "description_too_long", "O", AfterChange,
        "the description has more than 140 characters", "描述超过 140 个字符",
        "write a shorter description";
    2025 MAIL_PROVIDER_FAILED = "mail_provider_failed", "O", Later,
        "the default mail provider failed", "默认邮件服务失败",
        "try again later";
    2027 SOCIAL_ACCOUNT_WITHOUT_PASSWORD = "social_account_without_password", "O", AfterChange,
        "the social account has no password to sign in with", "该社交账号未设置密码",
        "sign in with the provider, then set a password";
    2028 BAD_PHONE_OR_EMAIL = "bad_phone_or_email", "O", AfterChange,
        "the phone or e-mail address is not correct", "手机号或邮箱不正确",
        "correct the phone or address";
    2030 TOO_MANY_USERS_IN_QUERY = "too_many_users_in_query", "O", AfterChange,
        "more than 80 users in one query", "一次查询超过 80 个用户",
        "ask for fewer users at once";
    2032 PASSWORD_NEEDED = "password_needed", "O", AfterChange,
        "a password is needed to register", "注册需要密码",
        "give a password";
    2036 USER_NOT_IN_POOL = "user_not_in_pool", "O", Never,
        "the user is not in this user pool", "用户不在该用户池中",
        "check the user pool id";
    2039 DOMAIN_TAKEN = "domain_taken", "O, N", AfterChange,
        "the domain is taken", "域名已被占用",
        "choose another domain";
    2040 HEAD_COUNT_LIMIT = "head_count_limit", "O, N", Never,
        "the limit of users is reached, or the pool's domain is taken", "人数已达上限或域名已被占用",
        "ask the owner of the user pool";
    2101 APP_ID_REQUIRED = "app_id_required", "O", AfterChange,
        "the application's id is missing", "缺少应用 ID",
        "give the application's id";
    2202 BELONGS_TO_ANOTHER = "belongs_to_another", "O", Never,
        "the information belongs to another user", "信息属于其他用户",
        "use your own";
    2204 BAD_EMAIL = "bad_email", "O", AfterChange,
        "the e-mail address is malformed", "邮箱格式不正确",
        "correct the address";
    2205 REGISTER_IN_CLIENT_MISSING = "register_in_client_missing", "O", AfterChange,
        "registerInClient is missing", "缺少 registerInClient",
        "give the parameter";
    2209 NO_RIGHT_TO_DELETE_USER = "no_right_to_delete_user", "O", Never,
        "no right to delete the user", "无权删除用户",
        "ask an administrator of the user pool";
    2210 DELETION_FAILED = "deletion_failed", "O", Never,
        "the deletion failed", "删除失败",
        "ask an administrator of the user pool";
    2211 USERNAME_MISSING = "username_missing", "O", AfterChange,
        "the user name is missing", "缺少用户名",
        "give the user name";
    2212 ROOT_USER_STAYS = "root_user_stays", "O", Never,
        "the root user cannot be deleted", "不能删除根用户",
        "ask an administrator of the user pool";
    2214 LINKED_ACCOUNTS_UNREADABLE = "linked_accounts_unreadable", "O", Later,
        "the linked accounts cannot be read", "读取绑定账号失败",
        "try again later";
    2218 NO_EMAIL_FOR_PASSWORD_CHANGE = "no_email_for_password_change", "O", AfterChange,
        "no e-mail address is bound to change the password with", "未绑定邮箱，无法修改密码",
        "bind an e-mail address first";
    2220 OAUTH_APP_NAME_EXISTS = "oauth_app_name_exists", "O, N", AfterChange,
        "the OAuth application's name exists", "OAuth 应用名已存在",
        "correct the settings in the console";
    2221 OAUTH_APP_MISSING = "oauth_app_missing", "O, N", AfterChange,
        "no such OAuth application", "OAuth 应用不存在",
        "correct the settings in the console";
    2222 RESERVED_DOMAIN = "reserved_domain", "O, N", AfterChange,
        "the domain is reserved", "域名被保留",
        "correct the settings in the console";
    2223 DOMAIN_USED = "domain_used", "O, N", AfterChange,
        "the domain is used", "域名已被使用",
        "correct the settings in the console";
    2401 MOBILE_SSO_SESSION_MISSING = "mobile_sso_session_missing", "O", AfterChange,
        "there is no single sign-on session on this device", "没有单点登录会话",
        "sign in";
    3012 MACRO_FAILURE = "macro_failure", "O", Later,
        "a macro of the mail failed", "邮件宏执行失败",
        "correct the settings in the console";
    3013 UNKNOWN_MAIL_ERROR = "unknown_mail_error", "O", Later,
        "the mail failed for an unknown reason", "未知的邮件错误",
        "correct the settings in the console";
    3014 NO_MAIL_TRANSPORT = "no_mail_transport", "O", Later,
        "there is no way to send mail", "没有可用的邮件服务",
        "correct the settings in the console";
    3617 COLLABORATOR_3617 = "collaborator_3617", "O", Never,
        "the management of collaborators failed", "协作管理员操作失败",
        "correct the settings in the console";
    3618 COLLABORATOR_3618 = "collaborator_3618", "O", Never,
        "the management of collaborators failed", "协作管理员操作失败",
        "correct the settings in the console";
    3619 COLLABORATOR_3619 = "collaborator_3619", "O", Never,
        "the management of collaborators failed", "协作管理员操作失败",
        "correct the settings in the console";
    3620 COLLABORATOR_3620 = "collaborator_3620", "O", Never,
        "the management of collaborators failed", "协作管理员操作失败",
        "correct the settings in the console";
    3621 COLLABORATOR_3621 = "collaborator_3621", "O", Never,
        "the management of collaborators failed", "协作管理员操作失败",
        "correct the settings in the console";
    3622 COLLABORATOR_3622 = "collaborator_3622", "O", Never,
        "the management of collaborators failed", "协作管理员操作失败",
        "correct the settings in the console";
    3623 COLLABORATOR_3623 = "collaborator_3623", "O", Never,
        "the management of collaborators failed", "协作管理员操作失败",
        "correct the settings in the console";
    3624 COLLABORATOR_3624 = "collaborator_3624", "O", Never,
        "the management of collaborators failed", "协作管理员操作失败",
        "correct the settings in the console";
    3829 SECOND_LEVEL_DOMAIN_TAKEN = "second_level_domain_taken", "O", AfterChange,
        "the second-level domain is taken", "二级域名已被占用",
        "choose another domain";
    4021 BILLING_ERROR = "billing_error", "N", Never,
        "an error of the billing", "计费错误",
        "ask the owner of the user pool";
    4032 INVITATION_LINK_EXPIRED = "invitation_link_expired", "W", AfterChange,
        "the invitation's link has expired", "邀请链接已过期",
        "ask for another invitation";
    4033 INVITATION_PAGE_EXPIRED = "invitation_page_expired", "W", AfterChange,
        "the invitation's page has expired", "邀请页面已过期",
        "ask for another invitation";
    4212 OIDC_APP_MISSING = "oidc_app_missing", "O", Never,
        "no such OIDC application", "OIDC 应用不存在",
        "check the application id";
    5000 ORDER_5000 = "order_5000", "O", Never,
        "an error of the handling of orders", "订单处理错误",
        "ask the owner of the user pool";
    5001 ORDER_5001 = "order_5001", "O", Never,
        "an error of the handling of orders", "订单处理错误",
        "ask the owner of the user pool";
    5022 ORDER_5022 = "order_5022", "O", Never,
        "an error of the handling of orders", "订单处理错误",
        "ask the owner of the user pool";
    5023 ORDER_5023 = "order_5023", "O", Never,
        "an error of the handling of orders", "订单处理错误",
        "ask the owner of the user pool";
    5024 ORDER_5024 = "order_5024", "O", Never,
        "an error of the handling of orders", "订单处理错误",
        "ask the owner of the user pool";
    5025 ORDER_5025 = "order_5025", "O", Never,
        "an error of the handling of orders", "订单处理错误",
        "ask the owner of the user pool";
    7348 SAML_APP_MISSING = "saml_app_missing", "O", Never,
        "no such SAML application", "SAML 应用不存在",
        "correct the settings in the console";
    8128 SAML_ASSERTION_ERROR = "saml_assertion_error", "O", AfterChange,
        "the SAML assertion is wrong", "SAML 断言错误",
        "sign in at the identity provider again";
    2120008 USER_DISABLED_IN_TENANT = "user_disabled_in_tenant", "N", Never,
        "the user is disabled, or not in the tenant", "用户被禁用或不在租户中",
        "ask an administrator of the user pool";
    2130010 NO_RIGHT_TO_ENTER_TENANT = "no_right_to_enter_tenant", "N", Never,
        "no right to enter the tenant", "无权进入租户",
        "ask an administrator of the user pool";
    3720001 QUOTA_3720001 = "quota_3720001", "W", Never,
        "a quota or the billing does not allow it", "配额或计费限制",
        "ask the owner of the user pool";
    3720002 QUOTA_3720002 = "quota_3720002", "W", Never,
        "a quota or the billing does not allow it", "配额或计费限制",
        "ask the owner of the user pool";
    3720003 QUOTA_3720003 = "quota_3720003", "W", Never,
        "a quota or the billing does not allow it", "配额或计费限制",
        "ask the owner of the user pool";
}
