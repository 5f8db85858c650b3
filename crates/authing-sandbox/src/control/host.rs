use std::net::IpAddr;

use bytes::Bytes;
use http::Request;
use http::header::HOST;
use http::uri::Authority;

use crate::wire::Served;

/// Whether a request that came over the wire names a host that is not this machine.
///
/// A page whose name was made to resolve to this machine (DNS rebinding) is of the same origin for
/// its browser, which then marks a plain GET with neither `Origin` nor, for want of TLS,
/// `Sec-Fetch-Site`. It does send the page's name, and an address literal cannot be rebound. A
/// server that was allowed beyond loopback has names that nobody here knows, and is not asked.
pub(super) fn is_foreign(request: &Request<Bytes>) -> bool {
    let is_checked = request.extensions().get::<Served>().is_some_and(|served| served.on_loopback);
    if !is_checked {
        return false;
    }
    let target = request.uri().authority().map(Authority::host);
    // A host that cannot be read is not this machine.
    let headers = request.headers().get_all(HOST).iter().map(|value| {
        let authority = value.to_str().ok().and_then(|text| text.parse::<Authority>().ok());
        authority.map(|authority| authority.host().to_owned()).unwrap_or_default()
    });
    target.map(str::to_owned).into_iter().chain(headers).any(|host| !is_here(&host))
}

fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    bare.parse::<IpAddr>().is_ok() || name == "localhost" || name.ends_with(".localhost")
}
