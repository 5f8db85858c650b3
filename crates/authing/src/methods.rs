//! The named methods: one per operation, on a session and on a client alike.

use authing_api::operations::{
    BindEmail, BindPhone, CancelScannedTicket, CurrentUser, DeleteAccount, Link, ListApplications,
    ListAuthorizedResources, ListRoles, LoginByAccount, LoginByAd, LoginByAlipay, LoginByApple,
    LoginByLdap, LoginByPhoneCode, LoginByScannedTicket, LoginByWechat, Logout, MarkQrCodeScanned,
    MfaCheck, MfaVerifyByEmail, MfaVerifyByPhone, MfaVerifyByRecoveryCode, MfaVerifyByTotp,
    PublicConfig, RegisterByEmail, RegisterByPhoneCode, RegisterByUsername,
    ResetPasswordByEmailCode, ResetPasswordByFirstLoginToken, ResetPasswordByPhoneCode,
    SecurityLevel, SendEmail, SendSms, SetCustomData, SocialLogin, UnbindEmail, UnbindPhone,
    UpdateEmail, UpdateIdToken, UpdatePassword, UpdatePhone, UpdateProfile, UserInfoByAccessToken,
};
use authing_api::{
    ApplicationConfig, FirstLoginReset, IdTokenReply, OldEmail, OldPhone, Operation as _,
    QrCodeStatus, RecoveredSignIn, SignIn,
};
use authing_types::{
    self as types, Account, Applications, AuthorizedResources, ConnectionId, CustomDataUpdate,
    CustomField, Email, EmailScene, FirstLoginToken, IdToken, InvalidValue, MfaScope, Password,
    Phone, PhoneNumber, ProfileUpdate, ProviderCode, QrCodeId, RecoveryCode, ResourceKind, Role,
    SocialProvider, TotpCode, User, Username, VerificationCode,
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

        #[cfg(feature = "blocking")]
        crate::blocking::mirror! {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                ///
                /// [`Error`], which tells what happened by its predicates and its code.
                fn $method($($parameter: $type),*) -> $output;
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

    /// Signs a user of an LDAP directory in (protocol.md A6), by the interface that maintained
    /// clients use: the password is sent in clear text inside TLS. [`LoginByLdap::api`] chooses
    /// the other.
    fn login_by_ldap(
        username: impl IntoValue<Username>,
        password: impl IntoValue<Password>,
    ) -> SignIn => LoginByLdap(username.into_value()?, password.into_value()?);

    /// Signs a user of an Active Directory in (protocol.md A7), by the interface that maintained
    /// clients use: the password is sent in clear text inside TLS. [`LoginByAd::api`] chooses
    /// the other.
    fn login_by_ad(
        username: impl IntoValue<Username>,
        password: impl IntoValue<Password>,
    ) -> SignIn => LoginByAd(username.into_value()?, password.into_value()?);

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
    /// Moves the external identities of the second account to the first, and deletes the second
    /// (protocol.md A24). The session stays as it is.
    fn link(
        primary_user_token: impl IntoValue<IdToken>,
        secondary_user_token: impl IntoValue<IdToken>,
    ) -> () => Link(primary_user_token.into_value()?, secondary_user_token.into_value()?);

    /// Reads the application's public configuration (protocol.md B1). Needs no sign-in.
    fn public_config() -> ApplicationConfig => PublicConfig();

    /// Deletes the account of the signed-in user, for good (protocol.md B2). Where the service does
    /// so, the session is over.
    fn delete_account() -> () => DeleteAccount();
    /// Signs a user in by `WeChat` (protocol.md B3), with the code that its SDK gave.
    fn login_by_wechat(
        conn_id: impl IntoValue<ConnectionId>,
        code: impl IntoValue<ProviderCode>,
    ) -> SignIn => LoginByWechat(conn_id.into_value()?, code.into_value()?);

    /// Signs a user in by Alipay (protocol.md B4), with the code that its SDK gave.
    fn login_by_alipay(
        conn_id: impl IntoValue<ConnectionId>,
        code: impl IntoValue<ProviderCode>,
    ) -> SignIn => LoginByAlipay(conn_id.into_value()?, code.into_value()?);

    /// Signs a user in by Apple (protocol.md B5), with Apple's authorization code.
    fn login_by_apple(code: impl IntoValue<ProviderCode>) -> SignIn
        => LoginByApple(code.into_value()?);

    /// Signs a user in by any social provider (protocol.md B6): [`SocialProvider::GITHUB`], …
    fn social_login(
        provider: impl IntoValue<SocialProvider>,
        conn_id: impl IntoValue<ConnectionId>,
        code: impl IntoValue<ProviderCode>,
    ) -> SignIn
        => SocialLogin(provider.into_value()?, conn_id.into_value()?, code.into_value()?);

    /// Asks whether a phone or an address may be the second factor of the user whose sign-in
    /// waits (protocol.md B7).
    fn mfa_check(phone: Option<PhoneNumber>, email: Option<Email>) -> bool
        => MfaCheck(phone, email);

    /// Completes a sign-in by an SMS code (protocol.md B8): [`send_sms`](Self::send_sms) comes
    /// first.
    fn mfa_verify_by_phone(
        phone: impl IntoValue<Phone>,
        code: impl IntoValue<VerificationCode>,
    ) -> SignIn => MfaVerifyByPhone(phone.into_value()?, code.into_value()?);

    /// Completes a sign-in by a code from a mail (protocol.md B9):
    /// [`send_email`](Self::send_email) for the scene `MFA_VERIFY` comes first.
    fn mfa_verify_by_email(
        email: impl IntoValue<Email>,
        code: impl IntoValue<VerificationCode>,
    ) -> SignIn => MfaVerifyByEmail(email.into_value()?, code.into_value()?);

    /// Completes a sign-in by an authenticator app (protocol.md B10). The scope is that of the
    /// challenge: [`MfaChallenge::scope`](authing_types::MfaChallenge::scope).
    fn mfa_verify_by_totp(totp: impl IntoValue<TotpCode>, scope: MfaScope) -> SignIn
        => MfaVerifyByTotp(totp.into_value()?, scope);

    /// Completes a sign-in by a recovery code (protocol.md B11). The answer holds the new one,
    /// which the user must be shown.
    fn mfa_verify_by_recovery_code(recovery_code: impl IntoValue<RecoveryCode>) -> RecoveredSignIn
        => MfaVerifyByRecoveryCode(recovery_code.into_value()?);

    /// Tells the page that shows a QR code that this user has scanned it (protocol.md B12).
    fn mark_qr_code_scanned(random: impl IntoValue<QrCodeId>) -> QrCodeStatus
        => MarkQrCodeScanned(random.into_value()?);

    /// Signs this user in on the *other* device, which shows the QR code (protocol.md B13).
    /// [`mark_qr_code_scanned`](Self::mark_qr_code_scanned) comes first.
    fn login_by_scanned_ticket(random: impl IntoValue<QrCodeId>) -> QrCodeStatus
        => LoginByScannedTicket(random.into_value()?);

    /// Refuses the sign-in on the device that shows the QR code (protocol.md C35).
    fn cancel_scanned_ticket(random: impl IntoValue<QrCodeId>) -> QrCodeStatus
        => CancelScannedTicket(random.into_value()?);
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
