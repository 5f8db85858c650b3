use fluent_uri::Uri;
use fluent_uri::component::Host;

use crate::InvalidValue;
use crate::text::text_conversions;

/// Where the service is: scheme, host, optional port, optional path prefix.
///
/// `https://core.authing.cn` for the service itself, `http://127.0.0.1:4000` for the sandbox
/// (protocol.md 1.1). No user information, query or fragment. A trailing slash makes no difference
/// to the requests.
///
/// ```
/// use authing_types::BaseUrl;
///
/// let base = BaseUrl::parse("http://127.0.0.1:4000")?;
/// assert!(base.is_loopback());
///
/// let refused = BaseUrl::parse("core.authing.cn").unwrap_err();
/// assert_eq!(refused.field(), "host");
/// # Ok::<(), authing_types::InvalidValue>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    text: String,
    is_https: bool,
    is_loopback: bool,
    host: String,
    port: Option<u16>,
}

impl BaseUrl {
    /// The service's own base URL (protocol.md 1.1).
    pub const DEFAULT: &str = "https://core.authing.cn";

    /// Checks an absolute `http` or `https` URL.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for the field `host`: not a URL, no or another scheme, no host, a bad
    /// port, or a part that does not belong into a base URL.
    pub fn parse(text: impl Into<String>) -> Result<Self, InvalidValue> {
        let text = text.into();
        Self::check(&text)
            .map(|parts| Self {
                is_https: parts.is_https,
                is_loopback: parts.is_loopback,
                host: parts.host.to_owned(),
                port: parts.port,
                text: text.clone(),
            })
            .map_err(|reason| InvalidValue::new("host", reason))
    }

    fn check(text: &str) -> Result<Parts<'_>, &'static str> {
        const NO_SCHEME: &str = "needs a scheme: write it like https://core.authing.cn";
        if !text.contains("://") {
            return Err(NO_SCHEME);
        }
        let uri = Uri::parse(text).map_err(|_| "is not a URL: write it like https://host:port")?;
        let is_https = match uri.scheme().as_str().to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err("must start with https:// or http://"),
        };
        let authority = uri.authority().ok_or(NO_SCHEME)?;
        if authority.has_userinfo() {
            return Err("must not hold a user name or password: remove the part before '@'");
        }
        if authority.host().is_empty() {
            return Err("names no host: write it like https://core.authing.cn");
        }
        if uri.has_query() || uri.has_fragment() {
            return Err("must not hold '?' or '#': give scheme, host, port and path prefix only");
        }
        let port = authority
            .port_to_u16()
            .map_err(|_| "has a port that is not a number from 0 to 65535")?;
        let is_loopback = match authority.host_parsed() {
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
            Host::RegName(name) => name.as_str().eq_ignore_ascii_case("localhost"),
            _ => false,
        };
        Ok(Parts { is_https, is_loopback, host: authority.host(), port })
    }

    /// The URL as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL without trailing slashes, ready to be followed by a path.
    pub fn prefix(&self) -> &str {
        self.text.trim_end_matches('/')
    }

    /// Whether the scheme is `https`.
    pub const fn is_https(&self) -> bool {
        self.is_https
    }

    /// The host, without port; an IPv6 address keeps its brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, if the URL names one.
    pub const fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether the host is this machine: `127.0.0.0/8`, `::1` or the name `localhost`.
    pub const fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// Whether the host is the service's own, whose public key every client knows.
    pub fn is_default_host(&self) -> bool {
        self.is_https && self.host.eq_ignore_ascii_case("core.authing.cn")
    }
}

/// What [`BaseUrl::parse`] learns from the text.
struct Parts<'a> {
    is_https: bool,
    is_loopback: bool,
    host: &'a str,
    port: Option<u16>,
}

impl Default for BaseUrl {
    fn default() -> Self {
        Self {
            text: Self::DEFAULT.to_owned(),
            is_https: true,
            is_loopback: false,
            host: "core.authing.cn".to_owned(),
            port: None,
        }
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

text_conversions!(BaseUrl);
