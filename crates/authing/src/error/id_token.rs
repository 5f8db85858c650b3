//! The failures of id tokens.

use authing_api::OperationInfo;
use authing_api::oidc::IdTokenError;

use super::{Error, Kind};

impl Error {
    pub(crate) fn id_token_refused(info: &OperationInfo, error: IdTokenError) -> Self {
        Self::new(info, Kind::IdToken(error))
    }

    /// Why an id token is not to be trusted, where that is what failed.
    pub fn id_token(&self) -> Option<&IdTokenError> {
        match &self.0.kind {
            Kind::IdToken(error) => Some(error),
            _ => None,
        }
    }
}
