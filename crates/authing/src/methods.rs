//! The named methods: one per operation, on a session and on a client alike.

use authing_api::operations::{
    CurrentUser, LoginByAccount, LoginByPhoneCode, Logout, PublicConfig, RegisterByEmail,
    RegisterByPhoneCode, RegisterByUsername, SendEmail, SendSms, UserInfoByAccessToken,
};
use authing_api::{ApplicationConfig, Operation as _, SignIn};
use authing_types::{
    Account, Email, EmailScene, InvalidValue, Password, Phone, User, Username, VerificationCode,
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

    /// Reads the application's public configuration (protocol.md B1). Needs no sign-in.
    fn public_config() -> ApplicationConfig => PublicConfig();

    /// Reads the claims of the user of the session's access token (protocol.md B17).
    fn user_info_by_access_token() -> User => UserInfoByAccessToken();
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
