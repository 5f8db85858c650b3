use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

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

    let claims = token.expose_secret().split('.').nth(1)?;
    let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
    let Claims { exp } = json::from_str(std::str::from_utf8(&claims).ok()?).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(exp))
}
