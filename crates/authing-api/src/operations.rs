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
    link::Link,
    unlink::Unlink,
    public_config::PublicConfig,
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
    cancel_scanned_ticket::CancelScannedTicket,
}
