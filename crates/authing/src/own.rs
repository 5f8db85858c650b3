//! The operations that name the signed-in user, whom the session knows; and those without a request.

use authing_api::operations::{CustomData, ListOrgs};
use authing_api::{BuildError, Operation as _, OperationInfo};
use authing_types::{CustomField, OrgPath, PasswordLevel, UserId};

use crate::{Client, Error, SessionState, UserSession};

impl UserSession {
    /// Reads the custom fields of the signed-in user (protocol.md A12).
    ///
    /// # Errors
    ///
    /// [`Error`], which tells what happened by its predicates and its code. Where nobody is signed
    /// in, nothing is sent.
    pub async fn custom_data(&self) -> Result<Vec<CustomField>, Error> {
        self.send(CustomData::new(self.own_id(&CustomData::INFO).await?)).await
    }

    /// Lists the organisations and departments of the signed-in user, each as the path from the
    /// organisation down (protocol.md A29).
    ///
    /// # Errors
    ///
    /// [`Error`], which tells what happened by its predicates and its code. Where nobody is signed
    /// in, nothing is sent.
    pub async fn list_orgs(&self) -> Result<Vec<OrgPath>, Error> {
        self.send(ListOrgs::new(self.own_id(&ListOrgs::INFO).await?)).await
    }

    /// The id of the signed-in user: from the session, else from the service; 2020 where there is
    /// no user (protocol.md D9).
    async fn own_id(&self, wanted_by: &OperationInfo) -> Result<UserId, Error> {
        match self.state().await? {
            SessionState::SignedIn { user_id: Some(id), .. } => Ok(id),
            SessionState::SignedIn { user_id: None, .. } => Ok(self.current_user().await?.id),
            _ => Err(Error::build(wanted_by, BuildError::NotSignedIn)),
        }
    }
}

impl Client {
    /// Reads the custom fields of the signed-in user: see [`UserSession::custom_data`].
    ///
    /// # Errors
    ///
    /// As [`UserSession::custom_data`].
    pub async fn custom_data(&self) -> Result<Vec<CustomField>, Error> {
        self.default_session().custom_data().await
    }

    /// Lists the organisations of the signed-in user: see [`UserSession::list_orgs`].
    ///
    /// # Errors
    ///
    /// As [`UserSession::list_orgs`].
    pub async fn list_orgs(&self) -> Result<Vec<OrgPath>, Error> {
        self.default_session().list_orgs().await
    }
}

/// Scores a password by the rule of the service's mobile clients, without asking the service
/// (protocol.md A26): see [`PasswordLevel::of`].
///
/// ```
/// use authing::compute_password_security_level;
/// use authing::types::PasswordLevel;
///
/// assert_eq!(compute_password_security_level("1234@Abcd"), PasswordLevel::High);
/// ```
pub fn compute_password_security_level(password: impl AsRef<str>) -> PasswordLevel {
    PasswordLevel::of(password.as_ref())
}
