use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use authing_types::{IdToken, json};

/// When an id token says that it expires; `None` where it says nothing that can be read.
///
/// The token is read without being verified, as protocol.md 8.1 allows to refresh it in time:
/// never decide by this whether to trust it.
pub fn expiry_of(token: &IdToken) -> Option<SystemTime> {
    #[derive(Deserialize)]
    struct Claims {
        exp: u64,
    }

    let Claims { exp } = unverified_claims(token.expose_secret())?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(exp))
}

/// The claims of a JWT, whose signature nobody has looked at.
pub(crate) fn unverified_claims<T: DeserializeOwned>(token: &str) -> Option<T> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    json::from_str(std::str::from_utf8(&claims).ok()?).ok()
}
