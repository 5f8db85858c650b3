use core::net::{Ipv4Addr, Ipv6Addr}; // addresses alone, no sockets

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
        const NOT_A_URL: &str = "is not a URL: write it like https://host:port";
        let (scheme, rest) = text
            .split_once("://")
            .ok_or("needs a scheme: write it like https://core.authing.cn")?;
        if !is_scheme(scheme) || !rest.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NOT_A_URL);
        }
        let is_https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err("must start with https:// or http://"),
        };
        if rest.contains(['?', '#']) {
            return Err("must not hold '?' or '#': give scheme, host, port and path prefix only");
        }
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err("must not hold a user name or password: remove the part before '@'");
        }
        // The colons within the brackets of an IPv6 address are none before a port.
        let after_brackets = authority.rfind(']').map_or(0, |end| end + 1);
        let port_at = authority[after_brackets..].find(':').map(|at| after_brackets + at);
        let (host, port) = authority.split_at(port_at.unwrap_or(authority.len()));
        if host.is_empty() {
            return Err("names no host: write it like https://core.authing.cn");
        }
        let is_loopback = if let Some(address) = host.strip_prefix('[') {
            let address = address.strip_suffix(']').ok_or(NOT_A_URL)?;
            address.parse::<Ipv6Addr>().map_err(|_| NOT_A_URL)?.is_loopback()
        } else if !is_text_of(host, "") {
            return Err(NOT_A_URL);
        } else if let Ok(address) = host.parse::<Ipv4Addr>() {
            address.is_loopback()
        } else {
            host.eq_ignore_ascii_case("localhost")
        };
        if !is_text_of(path, ":@/") {
            return Err(NOT_A_URL);
        }
        let port = match port.strip_prefix(':') {
            None | Some("") => None,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(
                digits.parse().map_err(|_| "has a port that is not a number from 0 to 65535")?,
            ),
            Some(_) => return Err(NOT_A_URL),
        };
        Ok(Parts { is_https, is_loopback, host, port })
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

/// RFC 3986, 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Whether a text holds only what RFC 3986, 2 lets stand anywhere (unreserved characters,
/// delimiters of parts, well-formed percent-encoding), and these.
fn is_text_of(text: &str, besides: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_fine = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit())),
            _ => {
                byte.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=".contains(&byte)
                    || besides.as_bytes().contains(&byte)
            }
        };
        if !is_fine {
            return false;
        }
    }
    true
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
