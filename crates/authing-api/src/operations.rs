//! The operations, one file each, and their table.

/// Declares the operations' modules, collects their rows, and exports the list to other crates.
///
/// The first token is a dollar sign, which a macro needs to write another macro's parameters.
macro_rules! operations {
    (
        $dollar:tt
        rest { $($module:ident::$name:ident),* $(,)? }
        oidc { $($oidc_module:ident::$oidc_name:ident),* $(,)? }
    ) => {
        $(mod $module;)*
        $(mod $oidc_module;)*
        $(pub use $module::$name;)*
        $(pub use $oidc_module::$oidc_name;)*

        /// The table of operations: one row each, in the order of the documentation.
        pub const ALL: &[crate::OperationInfo] = &[
            $(<$name as crate::Operation>::INFO,)*
            $(<$oidc_name as crate::Operation>::INFO,)*
        ];

        /// Calls a macro with the names of all [operations](crate::operations), separated by
        /// commas, in the order of the documentation.
        ///
        /// ```
        /// macro_rules! sections {
        ///     ($($operation:ident),* $(,)?) => {
        ///         [$(<authing_api::operations::$operation as authing_api::Operation>::INFO.section),*]
        ///     };
        /// }
        /// let sections = authing_api::for_each_operation!(sections);
        /// assert_eq!(sections[0], "A1");
        /// ```
        #[macro_export]
        macro_rules! for_each_operation {
            ($dollar callback:ident) => {
                $dollar callback! { $($name,)* $($oidc_name,)* }
            };
        }

        /// The same for the operations that have an envelope: all but those of OIDC.
        #[macro_export]
        macro_rules! for_each_rest_operation {
            ($dollar callback:ident) => {
                $dollar callback! { $($name,)* }
            };
        }
    };
}

operations! {
    $
    rest {
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
        cancel_scanned_ticket::CancelScannedTicket,
    }
    oidc {
        auth_by_code::AuthByCode,
        auth_by_token::AuthByToken,
        user_info_by_access_token::UserInfoByAccessToken,
        refresh_access_token::RefreshAccessToken,
    }
}
