use serde::Serializer;

use authing_types::{AppSecret, AuthorizationCode, CodeVerifier, IdToken, RefreshToken};

/// A secret that some form carries in clear.
pub(crate) trait Exposed {
    fn exposed(&self) -> &str;
}

macro_rules! exposed {
    ($($secret:ident),*) => {
        $(impl Exposed for $secret {
            fn exposed(&self) -> &str {
                self.expose_secret()
            }
        })*
    };
}

exposed!(AppSecret, AuthorizationCode, CodeVerifier, IdToken, RefreshToken);

/// Writes a secret in clear, as the token endpoint takes it.
pub(crate) fn secret<T: Exposed, S: Serializer>(
    secret: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.exposed())
}

/// The same for a secret that may be absent; absent ones are skipped before this is called.
#[expect(clippy::ref_option, reason = "the signature that serde asks for")]
pub(crate) fn optional_secret<T: Exposed, S: Serializer>(
    secret: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.as_ref().map_or("", Exposed::exposed))
}
