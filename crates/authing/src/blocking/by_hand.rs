//! The blocking forms of methods that are in no list. A test compares their names with the others'.

use authing_api::oidc::AuthorizeRequest;
use authing_api::{Operation, SignIn};
use authing_types::{
    AccessToken, CustomField, FirstLoginToken, IdToken, IdentityProvider, OrgPath, RefreshToken,
};

use super::{Client, UserSession, mirror};
use crate::{Error, IntoValue, SessionState};

mirror! {
    /// Reads the custom fields of the signed-in user (protocol.md A12).
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::custom_data`](crate::UserSession::custom_data).
    fn custom_data() -> Vec<CustomField>;

    /// Lists the organisations and departments of the signed-in user, each as the path from the
    /// organisation down (protocol.md A29).
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::list_orgs`](crate::UserSession::list_orgs).
    fn list_orgs() -> Vec<OrgPath>;

    /// Takes the identities of a provider away from the signed-in user (protocol.md A25).
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::unlink`](crate::UserSession::unlink).
    fn unlink(provider: impl IntoValue<IdentityProvider>) -> ();

    /// Gets new tokens now, whenever the present ones expire.
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::refresh`](crate::UserSession::refresh).
    fn refresh() -> SessionState;

    /// Signs the user out, at the service and in the store (protocol.md A9).
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::logout`](crate::UserSession::logout).
    fn logout() -> ();
}

impl Client {
    /// Sends any operation as the user of the default session: see [`UserSession::send`].
    ///
    /// # Errors
    ///
    /// As [`UserSession::send`].
    pub fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        self.default_session().send(operation)
    }
}

impl UserSession {
    /// Sends any operation as this session's user, and takes over what its answer means for the
    /// session.
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::send`](crate::UserSession::send).
    pub fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        self.wait_for(self.inner().send(operation))
    }

    /// Runs any sign-in, and turns the id token of a complete one into OIDC tokens, which the session
    /// keeps (protocol.md B19-B23).
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::oidc_sign_in`](crate::UserSession::oidc_sign_in).
    pub fn oidc_sign_in<O: Operation<Output = SignIn>>(
        &self,
        request: &AuthorizeRequest,
        operation: O,
    ) -> Result<SignIn, Error> {
        self.wait_for(self.inner().oidc_sign_in(request, operation))
    }

    /// Where the session stands. Only the store is asked.
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::state`](crate::UserSession::state).
    pub fn state(&self) -> Result<SessionState, Error> {
        self.wait_for(self.inner().state())
    }

    /// The id token of the signed-in user, for a program that shows it to servers of its own.
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::id_token`](crate::UserSession::id_token).
    pub fn id_token(&self) -> Result<Option<IdToken>, Error> {
        self.wait_for(self.inner().id_token())
    }

    /// The OIDC access token, for a program that shows it to servers of its own.
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::access_token`](crate::UserSession::access_token).
    pub fn access_token(&self) -> Result<Option<AccessToken>, Error> {
        self.wait_for(self.inner().access_token())
    }

    /// The OIDC refresh token: what [`refresh_access_token`](Self::refresh_access_token) shows.
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::refresh_token`](crate::UserSession::refresh_token).
    pub fn refresh_token(&self) -> Result<Option<RefreshToken>, Error> {
        self.wait_for(self.inner().refresh_token())
    }

    /// The token of a sign-in that waits for a new password.
    ///
    /// # Errors
    ///
    /// As [`authing::UserSession::first_login_token`](crate::UserSession::first_login_token).
    pub fn first_login_token(&self) -> Result<Option<FirstLoginToken>, Error> {
        self.wait_for(self.inner().first_login_token())
    }
}
