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
    current_user::CurrentUser,
    logout::Logout,
    send_sms::SendSms,
    send_email::SendEmail,
    public_config::PublicConfig,
    auth_by_code::AuthByCode,
    auth_by_token::AuthByToken,
    user_info_by_access_token::UserInfoByAccessToken,
    refresh_access_token::RefreshAccessToken,
}
