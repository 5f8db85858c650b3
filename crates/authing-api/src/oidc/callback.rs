use subtle::ConstantTimeEq as _;

use authing_types::AuthorizationCode;

use super::AuthorizeRequest;

impl AuthorizeRequest {
    /// Reads the return of the browser: the URL that it came to, or the part after `?` alone.
    ///
    /// The state is checked first, in constant time; what another sign-in returns is never read.
    ///
    /// ```
    /// use authing_api::oidc::{AuthorizeRequest, CallbackError};
    ///
    /// let request = AuthorizeRequest::new("https://app.example/cb".try_into()?)?;
    /// let forged = request.read_callback("https://app.example/cb?code=x&state=guessed");
    /// assert!(matches!(forged, Err(CallbackError::OtherState)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CallbackError`].
    #[inline]
    pub fn read_callback(&self, url: &str) -> Result<AuthorizationCode, CallbackError> {
        let query = url.split_once('?').map_or(url, |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let (mut state, mut code, mut error, mut description) = (None, None, None, None);
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*key {
                "state" => &mut state,
                "code" => &mut code,
                "error" => &mut error,
                "error_description" => &mut description,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(CallbackError::Malformed);
            }
        }
        let expected = self.state.expose_secret().as_bytes();
        let is_ours = state.is_some_and(|state| state.as_bytes().ct_eq(expected).into());
        match (is_ours, error, code) {
            (false, ..) => Err(CallbackError::OtherState),
            (true, Some(error), _) => Err(CallbackError::Refused { error, description }),
            (true, None, Some(code)) => {
                AuthorizationCode::parse(code).map_err(|_| CallbackError::Malformed)
            }
            (true, None, None) => Err(CallbackError::Malformed),
        }
    }
}

/// Why the return of a browser gives no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// It has no state, or another than the request: it is not the return of this sign-in.
    #[error("the return belongs to another sign-in: its state is not the one that was sent")]
    OtherState,
    /// The sign-in was refused, with an error of RFC 6749, 4.1.2.1.
    #[error("the sign-in was refused with {error}{}", description.as_ref().map(|text| format!(": {text}")).unwrap_or_default())]
    Refused {
        /// The error: `access_denied`, `invalid_scope`, …
        error: String,
        /// What the service says about it, for people.
        description: Option<String>,
    },
    /// It holds neither code nor error, or one of its parameters twice.
    #[error("the return holds no code, or a parameter twice")]
    Malformed,
}
