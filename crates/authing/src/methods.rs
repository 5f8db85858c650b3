//! The named methods: one per operation, on a session and on a client alike.

use authing_api::operations::{
    BindEmail, BindPhone, CurrentUser, LoginByAccount, LoginByPhoneCode, Logout, PublicConfig,
    RegisterByEmail, RegisterByPhoneCode, RegisterByUsername, ResetPasswordByEmailCode,
    ResetPasswordByFirstLoginToken, ResetPasswordByPhoneCode, SendEmail, SendSms, UnbindEmail,
    UnbindPhone, UpdateEmail, UpdateIdToken, UpdatePassword, UpdatePhone,
};
use authing_api::operations::{
    DeleteAccount, ListApplications, ListAuthorizedResources, ListRoles, SecurityLevel,
    SetCustomData, UpdateProfile,
};
use authing_api::{
    ApplicationConfig, FirstLoginReset, IdTokenReply, OldEmail, OldPhone, Operation as _, SignIn,
};
use authing_types::{
    self as types, Applications, AuthorizedResources, CustomDataUpdate, CustomField, ProfileUpdate,
    ResourceKind, Role,
};
use authing_types::{
    Account, Email, EmailScene, FirstLoginToken, InvalidValue, Password, Phone, User, Username,
    VerificationCode,
};

use crate::{Client, Error, IntoValue, UserSession};

/// Writes each method for [`UserSession`], and for [`Client`] as the same on its default session.
///
/// What stands behind `=>` are the arguments of the operation's `new`; a value that is refused
/// there is refused before anything is sent.
macro_rules! methods {
    ($(
        $(#[$doc:meta])*
        fn $method:ident($($parameter:ident: $type:ty),* $(,)?) -> $output:ty
            => $operation:ident($($argument:expr),*);
    )*) => {
        impl UserSession {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                ///
                /// [`Error`], which tells what happened by its predicates and its code.
                pub async fn $method(&self, $($parameter: $type),*) -> Result<$output, Error> {
                    let parsed = || Ok::<_, InvalidValue>($operation::new($($argument),*));
                    let operation =
                        parsed().map_err(|invalid| Error::invalid(&$operation::INFO, invalid))?;
                    self.send(operation).await
                }
            )*
        }

        impl Client {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                ///
                /// [`Error`], which tells what happened by its predicates and its code.
                pub async fn $method(&self, $($parameter: $type),*) -> Result<$output, Error> {
                    self.default_session().$method($($parameter),*).await
                }
            )*
        }
    };
}

/// A value of a type that serves several fields, refused under the name of this one.
fn named<T>(field: &'static str, value: impl IntoValue<T>) -> Result<T, InvalidValue> {
    value.into_value().map_err(|invalid| invalid.in_field(field))
}

methods! {
    /// Registers a user by e-mail address and password, and signs the user in (protocol.md A1).
    fn register_by_email(
        email: impl IntoValue<Email>,
        password: impl IntoValue<Password>,
    ) -> SignIn => RegisterByEmail(email.into_value()?, password.into_value()?);

    /// Registers a user by user name and password, and signs the user in (protocol.md A2).
    fn register_by_username(
        username: impl IntoValue<Username>,
        password: impl IntoValue<Password>,
    ) -> SignIn => RegisterByUsername(username.into_value()?, password.into_value()?);

    /// Registers a user by phone and SMS code, and signs the user in (protocol.md A3). A password
    /// may be set at once.
    fn register_by_phone_code(
        phone: impl IntoValue<Phone>,
        code: impl IntoValue<VerificationCode>,
        password: Option<Password>,
    ) -> SignIn => RegisterByPhoneCode(phone.into_value()?, code.into_value()?, password);

    /// Signs a user in by phone, e-mail address or user name, and password (protocol.md A4).
    fn login_by_account(
        account: impl IntoValue<Account>,
        password: impl IntoValue<Password>,
    ) -> SignIn => LoginByAccount(account.into_value()?, password.into_value()?);

    /// Signs a user in by phone and SMS code (protocol.md A5).
    fn login_by_phone_code(
        phone: impl IntoValue<Phone>,
        code: impl IntoValue<VerificationCode>,
    ) -> SignIn => LoginByPhoneCode(phone.into_value()?, code.into_value()?);

    /// Reads the signed-in user from the service (protocol.md A8).
    fn current_user() -> User => CurrentUser();

    /// Sends a verification code by SMS (protocol.md A10). Never repeat it blindly: a second
    /// message within a minute is refused.
    fn send_sms(phone: impl IntoValue<Phone>) -> () => SendSms(phone.into_value()?);

    /// Sends a mail for a scene; the code in it serves that scene (protocol.md A11).
    fn send_email(
        email: impl IntoValue<Email>,
        scene: impl Into<EmailScene> + Send,
    ) -> () => SendEmail(email.into_value()?, scene.into());

    /// Sets a new password with a code that was sent by SMS (protocol.md A14). Nobody is signed in
    /// by it.
    fn reset_password_by_phone_code(
        phone: impl IntoValue<Phone>,
        code: impl IntoValue<VerificationCode>,
        new_password: impl IntoValue<Password>,
    ) -> () => ResetPasswordByPhoneCode(
        phone.into_value()?, code.into_value()?, named("newPassword", new_password)?
    );

    /// Sets a new password with a code that was sent by e-mail for the scene `RESET_PASSWORD`
    /// (protocol.md A15). Nobody is signed in by it.
    fn reset_password_by_email_code(
        email: impl IntoValue<Email>,
        code: impl IntoValue<VerificationCode>,
        new_password: impl IntoValue<Password>,
    ) -> () => ResetPasswordByEmailCode(
        email.into_value()?, code.into_value()?, named("newPassword", new_password)?
    );

    /// Changes the signed-in user's password (protocol.md A17). A user who has none yet gives no old
    /// one. The user comes back where the service sends one.
    fn update_password(
        new_password: impl IntoValue<Password>,
        old_password: Option<Password>,
    ) -> Option<User> => UpdatePassword(named("newPassword", new_password)?, old_password);

    /// Binds a phone to the signed-in user, with a code that was sent there (protocol.md A18).
    fn bind_phone(
        phone: impl IntoValue<Phone>,
        phone_code: impl IntoValue<VerificationCode>,
    ) -> User => BindPhone(phone.into_value()?, named("phoneCode", phone_code)?);

    /// Takes the phone off the signed-in user (protocol.md A19).
    fn unbind_phone() -> User => UnbindPhone();

    /// Replaces the signed-in user's phone, with a code that was sent to the new one, and the old
    /// one with a code of its own where the pool asks for that (protocol.md A20).
    fn update_phone(
        phone: impl IntoValue<Phone>,
        phone_code: impl IntoValue<VerificationCode>,
        old: Option<OldPhone>,
    ) -> User => UpdatePhone(phone.into_value()?, named("phoneCode", phone_code)?, old);

    /// Binds an e-mail address to the signed-in user, with a code that was sent there for the scene
    /// `CHANGE_EMAIL` (protocol.md A21).
    fn bind_email(
        email: impl IntoValue<Email>,
        email_code: impl IntoValue<VerificationCode>,
    ) -> User => BindEmail(email.into_value()?, named("emailCode", email_code)?);

    /// Takes the e-mail address off the signed-in user (protocol.md A22).
    fn unbind_email() -> User => UnbindEmail();

    /// Replaces the signed-in user's e-mail address, with a code that was sent to the new one for
    /// the scene `CHANGE_EMAIL`, and the old one with a code of its own where the pool asks for that
    /// (protocol.md A23).
    fn update_email(
        email: impl IntoValue<Email>,
        email_code: impl IntoValue<VerificationCode>,
        old: Option<OldEmail>,
    ) -> User => UpdateEmail(email.into_value()?, named("emailCode", email_code)?, old);

    /// Gets a fresh id token for the signed-in user, and keeps it (protocol.md A32).
    fn update_id_token() -> IdTokenReply => UpdateIdToken();

    /// Sets the new password that a first sign-in asked for, with the token that it came with
    /// (protocol.md A33, 9.3). Then sign in with it, unless the service has done so.
    fn reset_password_by_first_login_token(
        token: impl IntoValue<FirstLoginToken>,
        password: impl IntoValue<Password>,
    ) -> FirstLoginReset => ResetPasswordByFirstLoginToken(
        token.into_value()?, password.into_value()?
    );
    /// Sets custom fields of the signed-in user (protocol.md A13), and gives the user's custom fields
    /// where the service tells them. The fields must be defined in the console.
    fn set_custom_data(update: CustomDataUpdate) -> Option<Vec<CustomField>>
        => SetCustomData(update);

    /// Changes the profile of the signed-in user (protocol.md A16): give a [`ProfileUpdate`], or
    /// pairs of a key and its new value.
    fn update_profile(update: impl IntoValue<ProfileUpdate>) -> User
        => UpdateProfile(update.into_value()?);

    /// Reads how well the account of the signed-in user is secured (protocol.md A27).
    fn security_level() -> types::SecurityLevel => SecurityLevel();

    /// Lists the applications that the signed-in user may open, one page of them, from 1
    /// (protocol.md A28). See also [`application_pages`](Self::application_pages).
    fn list_applications(page: u32, limit: u32) -> Applications
        => ListApplications(page, limit);

    /// Lists the roles of the signed-in user, of one namespace or of all (protocol.md A30).
    fn list_roles(namespace: Option<&str>) -> Vec<Role>
        => ListRoles(namespace.map(str::to_owned));

    /// Lists what the signed-in user may act on in a namespace, of one kind or of all
    /// (protocol.md A31).
    fn list_authorized_resources(
        namespace: impl Into<String> + Send,
        resource_type: Option<ResourceKind>,
    ) -> AuthorizedResources => ListAuthorizedResources(namespace, resource_type);

    /// Reads the application's public configuration (protocol.md B1). Needs no sign-in.
    fn public_config() -> ApplicationConfig => PublicConfig();

    /// Deletes the account of the signed-in user, for good (protocol.md B2). Where the service does
    /// so, the session is over.
    fn delete_account() -> () => DeleteAccount();
}

impl UserSession {
    /// Signs the user out, at the service and in the store (protocol.md A9).
    ///
    /// The store is cleared also when the service refuses or cannot be reached: whoever asks to be
    /// signed out is, on this machine. Where nobody is signed in there is nothing to do, and the
    /// service is not asked (protocol.md D28).
    ///
    /// # Errors
    ///
    /// [`Error`], after the store was cleared: the session may live on at the service. Code
    /// 1010001 says that it was over already. Or the store itself failed.
    pub async fn logout(&self) -> Result<(), Error> {
        match self.send(Logout::new()).await {
            Err(error) if error.is_not_signed_in() && !error.is_refused() => Ok(()),
            result => result,
        }
    }
}

impl Client {
    /// Signs the user out, at the service and in the store: see [`UserSession::logout`].
    ///
    /// # Errors
    ///
    /// As [`UserSession::logout`].
    pub async fn logout(&self) -> Result<(), Error> {
        self.default_session().logout().await
    }

    /// Sends any operation as the user of the default session: see [`UserSession::send`].
    ///
    /// # Errors
    ///
    /// As [`UserSession::send`].
    pub async fn send<O: authing_api::Operation>(&self, operation: O) -> Result<O::Output, Error> {
        self.default_session().send(operation).await
    }
}
