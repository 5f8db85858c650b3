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
    custom_data::CustomData,
    set_custom_data::SetCustomData,
    update_profile::UpdateProfile,
    security_level::SecurityLevel,
    list_applications::ListApplications,
    list_orgs::ListOrgs,
    list_roles::ListRoles,
    list_authorized_resources::ListAuthorizedResources,
    public_config::PublicConfig,
    delete_account::DeleteAccount,
}
