//! The blocking forms of methods that are in no list. A test compares their names with the others'.

use std::sync::Arc;

use authing_api::oidc::{AuthorizeRequest, IdTokenClaims};
use authing_api::{Operation, SignIn};
use authing_types::{
    AccessToken, CustomField, FirstLoginToken, IdToken, IdentityProvider, Nonce, OrgPath,
    RefreshToken,
};

use super::{Client, UserSession, mirror};
use crate::{Error, Events, IntoValue, SessionState};

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

impl Client {
    /// Verifies an id token of this application, wherever it comes from.
    ///
    /// # Errors
    ///
    /// As [`authing::Client::verify_id_token`](crate::Client::verify_id_token).
    pub fn verify_id_token(
        &self,
        token: impl IntoValue<IdToken>,
        nonce: Option<&Nonce>,
    ) -> Result<IdTokenClaims, Error> {
        let session = self.default_session().inner();
        let client = crate::Client::new(Arc::clone(session.shared()), session.key().clone());
        self.default_session().wait_for(client.verify_id_token(token, nonce))
    }

    /// What happens to the sessions of this client from now on:
    /// [`try_next`](crate::Events::try_next) does not block, and [`next`](crate::Events::next)
    /// waits in any runtime.
    pub fn events(&self) -> Events {
        let session = self.default_session().inner();
        crate::Client::new(Arc::clone(session.shared()), session.key().clone()).events()
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
