//! Which proxy a request takes, if any.

mod address;
mod environment;
mod no_proxy;

use std::{ffi::OsString, fmt, sync::Arc};

use http::{Uri, uri::Scheme};

pub(crate) use self::address::Proxy;
use self::{environment::Misconfigured, no_proxy::NoProxy};
use crate::{
    error::{BuildError, Problem},
    target,
};

/// What a builder was told of proxies.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProxySettings {
    pub(crate) source: Source,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) no_proxy: Option<String>,
}

/// Where the address of the proxy comes from.
#[derive(Clone, Default)]
pub(crate) enum Source {
    #[default]
    Environment,
    Nowhere,
    Url(String),
}

/// A user name and a password for the proxy.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: String,
}

/// The proxies of a transport.
#[derive(Debug)]
pub(crate) struct Proxies {
    /// For plain http.
    http: Choice,
    https: Choice,
    no_proxy: NoProxy,
}

/// An environment that makes no sense is told to the request that would have needed it, so that
/// nothing goes around a proxy, and what needs none is not disturbed.
type Choice = Result<Option<Arc<Proxy>>, Arc<Misconfigured>>;

impl ProxySettings {
    /// Reads the environment through `variable` if that is the source.
    pub(crate) fn resolve(
        &self,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Proxies, BuildError> {
        let given = match &self.no_proxy {
            Some(list) => Some(
                NoProxy::parse(list)
                    .map_err(|entry| BuildError::new(Problem::NoProxy(entry.to_owned())))?,
            ),
            None => None,
        };
        if self.credentials.as_ref().is_some_and(|it| it.user.contains(':')) {
            return Err(BuildError::new(Problem::ProxyUser));
        }
        match &self.source {
            Source::Nowhere => Ok(Proxies::none()),
            Source::Url(url) => {
                let proxy = Proxy::parse(url)
                    .map_err(|error| BuildError::new(Problem::Proxy).caused_by(error))?;
                let proxy = Arc::new(self.with_credentials(proxy));
                let no_proxy = given.unwrap_or_default();
                Ok(Proxies { http: Ok(Some(proxy.clone())), https: Ok(Some(proxy)), no_proxy })
            }
            Source::Environment => {
                let found = environment::read(&variable);
                let choice = |found: environment::Found| {
                    found
                        .map(|proxy| proxy.map(|proxy| Arc::new(self.with_credentials(proxy))))
                        .map_err(Arc::new)
                };
                Ok(Proxies {
                    http: choice(found.http),
                    https: choice(found.https),
                    no_proxy: given.unwrap_or(found.no_proxy),
                })
            }
        }
    }

    fn with_credentials(&self, proxy: Proxy) -> Proxy {
        match &self.credentials {
            Some(Credentials { user, password }) => {
                proxy.authorized(user.as_bytes(), password.as_bytes())
            }
            None => proxy,
        }
    }
}

impl Proxies {
    fn none() -> Self {
        Self { http: Ok(None), https: Ok(None), no_proxy: NoProxy::default() }
    }

    /// Whether every request goes straight to its server.
    pub(crate) fn is_empty(&self) -> bool {
        matches!((&self.http, &self.https), (Ok(None), Ok(None)))
    }

    /// The proxy for this target.
    ///
    /// What runs on this machine is reached directly always: plain http to it is allowed for the
    /// very reason that it stays here.
    pub(crate) fn proxy_for(
        &self,
        target: &Uri,
    ) -> Result<Option<&Arc<Proxy>>, &Arc<Misconfigured>> {
        let Some(host) = target.host() else { return Ok(None) };
        let is_https = target.scheme() == Some(&Scheme::HTTPS);
        let choice = if is_https { &self.https } else { &self.http };
        if matches!(choice, Ok(None)) || target::is_loopback(host) {
            return Ok(None);
        }
        if self.no_proxy.matches(host, port_of(target)) {
            return Ok(None);
        }
        choice.as_ref().map(Option::as_ref)
    }
}

/// The port of a target, which its scheme tells where it does not.
pub(crate) fn port_of(target: &Uri) -> u16 {
    let default = if target.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
    target.port_u16().unwrap_or(default)
}

/// Without the URL, which may hold a password.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Environment => "Environment",
            Self::Nowhere => "Nowhere",
            Self::Url(_) => "Url(..)",
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

#[cfg(test)]
mod tests;
