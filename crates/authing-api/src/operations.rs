//! The operations, one file each, and their table.

/// Declares the operations' modules and collects their rows.
macro_rules! operations {
    ($($module:ident::$name:ident),* $(,)?) => {
        $(mod $module;)*
        $(pub use $module::$name;)*

        /// The table of operations: one row each, in the order of the documentation.
        pub const ALL: &[crate::OperationInfo] =
            &[$(<$name as crate::Operation>::INFO),*];
    };
}

operations! {
    register_by_email::RegisterByEmail,
    register_by_username::RegisterByUsername,
    register_by_phone_code::RegisterByPhoneCode,
    login_by_account::LoginByAccount,
    login_by_phone_code::LoginByPhoneCode,
    login_by_ldap::LoginByLdap,
    login_by_ad::LoginByAd,
    current_user::CurrentUser,
    logout::Logout,
    send_sms::SendSms,
    send_email::SendEmail,
    custom_data::CustomData,
    set_custom_data::SetCustomData,
    reset_password_by_phone_code::ResetPasswordByPhoneCode,
    reset_password_by_email_code::ResetPasswordByEmailCode,
    update_profile::UpdateProfile,
    update_password::UpdatePassword,
    bind_phone::BindPhone,
    unbind_phone::UnbindPhone,
    update_phone::UpdatePhone,
    bind_email::BindEmail,
    unbind_email::UnbindEmail,
    update_email::UpdateEmail,
    link::Link,
    unlink::Unlink,
    security_level::SecurityLevel,
    list_applications::ListApplications,
    list_orgs::ListOrgs,
    list_roles::ListRoles,
    list_authorized_resources::ListAuthorizedResources,
    update_id_token::UpdateIdToken,
    reset_password_by_first_login_token::ResetPasswordByFirstLoginToken,
    public_config::PublicConfig,
    delete_account::DeleteAccount,
    login_by_wechat::LoginByWechat,
    login_by_alipay::LoginByAlipay,
    login_by_apple::LoginByApple,
    social_login::SocialLogin,
    mfa_check::MfaCheck,
    mfa_verify_by_phone::MfaVerifyByPhone,
    mfa_verify_by_email::MfaVerifyByEmail,
    mfa_verify_by_totp::MfaVerifyByTotp,
    mfa_verify_by_recovery_code::MfaVerifyByRecoveryCode,
    mark_qr_code_scanned::MarkQrCodeScanned,
    login_by_scanned_ticket::LoginByScannedTicket,
    auth_by_code::AuthByCode,
    auth_by_token::AuthByToken,
    user_info_by_access_token::UserInfoByAccessToken,
    refresh_access_token::RefreshAccessToken,
    cancel_scanned_ticket::CancelScannedTicket,
}
