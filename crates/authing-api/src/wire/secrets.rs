//! Secrets among the parameters, written in clear text, as the service takes them.

use serde::Serializer;

use authing_types::{IdToken, ProviderCode, RecoveryCode, TotpCode};

macro_rules! secrets {
    ($($name:ident: $type:ty),* $(,)?) => {$(
        pub(crate) fn $name<S: Serializer>(secret: &$type, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(secret.expose_secret())
        }
    )*};
}

secrets! {
    id_token: IdToken,
    provider_code: ProviderCode,
    recovery_code: RecoveryCode,
    totp: TotpCode,
}

#[expect(clippy::ref_option, reason = "the signature that serde asks for")]
pub(crate) fn optional_id_token<S: Serializer>(
    token: &Option<IdToken>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match token {
        Some(token) => id_token(token, serializer),
        None => serializer.serialize_none(),
    }
}
