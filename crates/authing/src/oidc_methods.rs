//! The named methods of OIDC (protocol.md B14-B23), which need the OIDC host and, where the
//! application has one, its secret.

use authing_api::oidc::{AuthorizeRequest, TokenSet};
use authing_api::operations::{
    AuthByCode, AuthByToken, LoginByAccount, LoginByPhoneCode, RegisterByEmail,
    RegisterByPhoneCode, RegisterByUsername,
};
use authing_api::{Operation, SignIn};
use authing_types::{
    Account, AuthorizationCode, Email, IdToken, InvalidValue, Password, Phone, Username,
    VerificationCode,
};
use http::Uri;

use crate::{Client, Error, IntoValue, UserSession};

/// Writes each method for [`UserSession`], and for [`Client`] as the same on its default session.
macro_rules! on_both {
    ($(
        $(#[$doc:meta])*
        fn $method:ident($this:ident $(, $parameter:ident: $type:ty)* $(,)?) -> $output:ty $body:block
    )*) => {
        impl UserSession {
            $(
                $(#[$doc])*
                pub async fn $method(&self, $($parameter: $type),*) -> Result<$output, Error> {
                    let $this = self;
                    $body
                }
            )*
        }

        impl Client {
            $(
                $(#[$doc])*
                pub async fn $method(&self, $($parameter: $type),*) -> Result<$output, Error> {
                    self.default_session().$method($($parameter),*).await
                }
            )*
        }

        #[cfg(feature = "blocking")]
        crate::blocking::mirror! {
            $(
                $(#[$doc])*
                fn $method($($parameter: $type),*) -> $output;
            )*
        }
    };
}

on_both! {
    /// Where to send the browser for a sign-in (protocol.md B14). Nothing is sent, but that the
    /// first call for the service's own host reads the application's host from its public
    /// configuration.
    ///
    /// Then: [`AuthorizeRequest::read_callback`], and [`auth_by_code`](Self::auth_by_code).
    ///
    /// # Errors
    ///
    /// [`Error`]: the OIDC host is not known, or makes no URL.
    fn build_authorize_url(this, request: &AuthorizeRequest) -> Uri {
        let context = this.shared().oidc_context(this.shared().begin(), &AuthByCode::INFO).await?;
        let url = match this.shared().app_secret {
            None => request.url(context),
            Some(_) => request.url_without_challenge(context),
        };
        url.map_err(|error| Error::build(&AuthByCode::INFO, error))
    }

    /// Turns the code of a sign-in into tokens, and signs the user in (protocol.md B15). The id
    /// token must hold the request's nonce.
    ///
    /// # Errors
    ///
    /// [`Error`], where the service refused with its [`oauth_error`](Error::oauth_error).
    fn auth_by_code(
        this,
        request: &AuthorizeRequest,
        code: impl IntoValue<AuthorizationCode>,
    ) -> TokenSet {
        let code = code.into_value().map_err(|invalid| Error::invalid(&AuthByCode::INFO, invalid))?;
        let mut operation = AuthByCode::new(request, code);
        if let Some(secret) = &this.shared().app_secret {
            operation = operation.with_client_secret(secret.clone());
        }
        this.send_checked(operation, |tokens| tokens.check_nonce(&request.nonce)).await
    }

    /// Turns the id token of a v2 sign-in into OIDC tokens, and keeps them (protocol.md B16). No
    /// browser takes part.
    ///
    /// # Errors
    ///
    /// [`Error`], where the service refused with its [`oauth_error`](Error::oauth_error).
    fn auth_by_token(
        this,
        request: &AuthorizeRequest,
        token: impl IntoValue<IdToken>,
    ) -> TokenSet {
        let token =
            token.into_value().map_err(|invalid| Error::invalid(&AuthByToken::INFO, invalid))?;
        this.exchange_token(request, token).await
    }

    /// Gets new tokens for the session's refresh token, and keeps the newest (protocol.md B18).
    ///
    /// Each call uses the newest refresh token, one after the other; [`refresh`](Self::refresh)
    /// shares one use between those who ask at the same time.
    ///
    /// # Errors
    ///
    /// [`Error`]: the session has no refresh token, as if nobody were signed in; or the service
    /// refused, and the session is without the refresh token, which is dead; or no answer came, and
    /// the session stays.
    fn refresh_access_token(this) -> TokenSet {
        this.rotate_now().await
    }

    /// [`register_by_email`](Self::register_by_email), and OIDC tokens when it is complete
    /// (protocol.md B19).
    ///
    /// # Errors
    ///
    /// [`Error`] of either step; after the first the user is registered and signed in.
    fn oidc_register_by_email(
        this,
        request: &AuthorizeRequest,
        email: impl IntoValue<Email>,
        password: impl IntoValue<Password>,
    ) -> SignIn {
        let parsed = || Ok::<_, InvalidValue>((email.into_value()?, password.into_value()?));
        let (email, password) =
            parsed().map_err(|invalid| Error::invalid(&RegisterByEmail::INFO, invalid))?;
        this.oidc_sign_in(request, RegisterByEmail::new(email, password)).await
    }

    /// [`register_by_username`](Self::register_by_username), and OIDC tokens when it is complete
    /// (protocol.md B20).
    ///
    /// # Errors
    ///
    /// [`Error`] of either step; after the first the user is registered and signed in.
    fn oidc_register_by_username(
        this,
        request: &AuthorizeRequest,
        username: impl IntoValue<Username>,
        password: impl IntoValue<Password>,
    ) -> SignIn {
        let parsed = || Ok::<_, InvalidValue>((username.into_value()?, password.into_value()?));
        let (username, password) =
            parsed().map_err(|invalid| Error::invalid(&RegisterByUsername::INFO, invalid))?;
        this.oidc_sign_in(request, RegisterByUsername::new(username, password)).await
    }

    /// [`register_by_phone_code`](Self::register_by_phone_code), and OIDC tokens when it is
    /// complete (protocol.md B21).
    ///
    /// # Errors
    ///
    /// [`Error`] of either step; after the first the user is registered and signed in.
    fn oidc_register_by_phone_code(
        this,
        request: &AuthorizeRequest,
        phone: impl IntoValue<Phone>,
        code: impl IntoValue<VerificationCode>,
        password: Option<Password>,
    ) -> SignIn {
        let parsed = || Ok::<_, InvalidValue>((phone.into_value()?, code.into_value()?));
        let (phone, code) =
            parsed().map_err(|invalid| Error::invalid(&RegisterByPhoneCode::INFO, invalid))?;
        this.oidc_sign_in(request, RegisterByPhoneCode::new(phone, code, password)).await
    }

    /// [`login_by_account`](Self::login_by_account), and OIDC tokens when it is complete
    /// (protocol.md B22).
    ///
    /// # Errors
    ///
    /// [`Error`] of either step; after the first the user is signed in.
    fn oidc_login_by_account(
        this,
        request: &AuthorizeRequest,
        account: impl IntoValue<Account>,
        password: impl IntoValue<Password>,
    ) -> SignIn {
        let parsed = || Ok::<_, InvalidValue>((account.into_value()?, password.into_value()?));
        let (account, password) =
            parsed().map_err(|invalid| Error::invalid(&LoginByAccount::INFO, invalid))?;
        this.oidc_sign_in(request, LoginByAccount::new(account, password)).await
    }

    /// [`login_by_phone_code`](Self::login_by_phone_code), and OIDC tokens when it is complete
    /// (protocol.md B23).
    ///
    /// # Errors
    ///
    /// [`Error`] of either step; after the first the user is signed in.
    fn oidc_login_by_phone_code(
        this,
        request: &AuthorizeRequest,
        phone: impl IntoValue<Phone>,
        code: impl IntoValue<VerificationCode>,
    ) -> SignIn {
        let parsed = || Ok::<_, InvalidValue>((phone.into_value()?, code.into_value()?));
        let (phone, code) =
            parsed().map_err(|invalid| Error::invalid(&LoginByPhoneCode::INFO, invalid))?;
        this.oidc_sign_in(request, LoginByPhoneCode::new(phone, code)).await
    }
}

impl UserSession {
    /// Runs any sign-in, and turns the id token of a complete one into OIDC tokens, which the
    /// session keeps (protocol.md B19-B23). The named methods are this with their operation.
    ///
    /// A further step is given back as it is: when it is done, call
    /// [`auth_by_token`](Self::auth_by_token). So is a sign-up with `force_login` off, which gives
    /// no id token.
    ///
    /// # Errors
    ///
    /// [`Error`] of either step; after the first the user is signed in.
    pub async fn oidc_sign_in<O: Operation<Output = SignIn>>(
        &self,
        request: &AuthorizeRequest,
        operation: O,
    ) -> Result<SignIn, Error> {
        let outcome = self.send(operation).await?;
        if let SignIn::Complete(user) = &outcome
            && let Some(token) = &user.token
        {
            self.exchange_token(request, token.clone()).await?;
        }
        Ok(outcome)
    }

    async fn exchange_token(
        &self,
        request: &AuthorizeRequest,
        token: IdToken,
    ) -> Result<TokenSet, Error> {
        let mut operation = AuthByToken::new(request, token);
        if let Some(secret) = &self.shared().app_secret {
            operation = operation.with_client_secret(secret.clone());
        }
        self.send(operation).await
    }
}
