use authing_api::Operation as _;
use authing_api::operations::Unlink;
use authing_types::IdentityProvider;

use crate::{Client, Error, IntoValue, UserSession};

impl UserSession {
    /// Takes the identities of a provider away from the signed-in user (protocol.md A25). The
    /// session stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error`], which tells what happened by its predicates and its code.
    pub async fn unlink(&self, provider: impl IntoValue<IdentityProvider>) -> Result<(), Error> {
        let provider =
            provider.into_value().map_err(|invalid| Error::invalid(&Unlink::INFO, invalid))?;
        let mut operation = Unlink::new(provider);
        // As other clients do: they name the account in the body, too.
        operation.primary_user_token = self.id_token().await?;
        self.send(operation).await
    }
}

impl Client {
    /// Takes the identities of a provider away from the signed-in user: see
    /// [`UserSession::unlink`].
    ///
    /// # Errors
    ///
    /// As [`UserSession::unlink`].
    pub async fn unlink(&self, provider: impl IntoValue<IdentityProvider>) -> Result<(), Error> {
        self.default_session().unlink(provider).await
    }
}
