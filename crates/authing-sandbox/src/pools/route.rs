use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{Request, Uri};

use super::PoolName;

/// Where a request goes.
pub(super) enum Route {
    /// As it came.
    Main(Request<Bytes>),
    /// Without the name in its path.
    Named(PoolName, Request<Bytes>),
}

/// What was taken off a request's path: `/team-a`. An extension of the request.
#[derive(Clone, Debug)]
pub(crate) struct PathPrefix(pub(crate) String);

/// What the service's own paths begin with, and no pool is named.
const OWN: [&str; 4] = ["api", "oidc", "connection", "_sandbox"];

impl Route {
    /// A path is that of a named pool when one of the service's own follows the name; so that any
    /// other path stays with the main pool, which tells what there is.
    pub(super) fn of(mut request: Request<Bytes>) -> Self {
        match split(request.uri()) {
            Some((name, prefix, uri)) => {
                *request.uri_mut() = uri;
                request.extensions_mut().insert(PathPrefix(prefix));
                Self::Named(name, request)
            }
            None => Self::Main(request),
        }
    }
}

fn split(uri: &Uri) -> Option<(PoolName, String, Uri)> {
    let (first, rest) = uri.path().strip_prefix('/')?.split_once('/')?;
    let second = rest.split('/').next()?;
    if OWN.contains(&first) || !OWN.contains(&second) {
        return None;
    }
    let name = PoolName::parse(first)?;
    let whole = uri.path_and_query()?.as_str();
    let shorter = PathAndQuery::try_from(whole.get(first.len() + 1..)?).ok()?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(shorter);
    Some((name, format!("/{first}"), Uri::from_parts(parts).ok()?))
}

/// What follows `/_sandbox/pools`, when a path begins with it.
pub(super) fn pools_command(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/_sandbox/pools")?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}
